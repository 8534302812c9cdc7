// @ts-check
// What is said of work on its way: the same words for answers, notes and assignments, and true ones.

/**
 * @param {import("./outbox.js").State} state
 * @param {{ isDurable: boolean, answer?: any }} options isDurable: whether the device keeps it beyond this page
 */
export function wordsFor(state, { isDurable, answer }) {
  const template = /** @type {HTMLElement | null} */ (document.querySelector("[data-device-words]"));
  const words = template?.dataset ?? {};
  if (state === "saving") return words.saving ?? "";
  if (state === "saved") return words.saved ?? "";
  if (state === "waiting") return (isDurable ? words.kept : words.open) ?? "";
  if (state === "refused")
    return [answer?.detail ?? answer?.sentence, words.refusedHere].filter(Boolean).join(" ");
  return (isDurable ? words.signedOut : words.signedOutOpen) ?? "";
}
