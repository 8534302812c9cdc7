// @ts-check
// Says with every request of an admin screen which screen it is, so that a file lands where its course keeps files.

/**
 * The address of the screen, with what its form says beside it.
 * @param {{pathname: string, search: string}} place
 * @param {Iterable<{name: string, value: string}>} fields
 */
export const screenAddress = (place, fields) => {
  const query = new URLSearchParams(place.search);
  for (const field of fields) if (field.value) query.set(field.name, field.value);
  return query.size ? `${place.pathname}?${query}` : place.pathname;
};

const fields = () =>
  /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll("input[data-edited-at], select[name=course]")
  );

const { jQuery } = /** @type {any} */ (globalThis);
jQuery?.ajaxPrefilter?.((/** @type {any} */ options, /** @type {any} */ _own, /** @type {any} */ xhr) => {
  if (!options.crossDomain) xhr.setRequestHeader("X-Edited-At", screenAddress(location, fields()));
});
