// @ts-check
// Rich text fields take over what is typed a quarter of a second later. Whoever saves sooner, by a key or a quick
// press, loses nothing: what stands in the editors is taken over before anything of the form is read or sent.

/** @typedef {{ name: string, value: string, draftailEditor?: { saveState?: () => void } }} RichField */

/**
 * Have the rich text fields say what their editors show.
 * @param {Iterable<RichField>} fields
 * @returns {RichField[]} those that are rich
 */
export function takeOver(fields) {
  const rich = [...fields].filter((field) => typeof field.draftailEditor?.saveState === "function");
  for (const field of rich) field.draftailEditor?.saveState?.();
  return rich;
}

/** @param {EventTarget | null} form */
const fieldsOf = (form) =>
  /** @type {Iterable<any>} */ (/** @type {HTMLFormElement} */ (form).querySelectorAll("input[type=hidden]"));

if (typeof document !== "undefined") {
  document.addEventListener("submit", (event) => takeOver(fieldsOf(event.target)), true);
  // What saves by itself reads the form without sending it.
  document.addEventListener("formdata", (event) => {
    for (const { name, value } of takeOver(fieldsOf(event.target))) {
      if (event.formData.has(name)) event.formData.set(name, value);
    }
  });
}
