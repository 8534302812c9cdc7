// @ts-check
// Selects a title that the form offers, so that whoever types replaces it and nobody deletes it first.

const title = /** @type {HTMLInputElement | null} */ (document.querySelector("input[data-prefilled]"));
const offered = title?.defaultValue;

const select = () => {
  const isElsewhere = document.activeElement?.matches("input, textarea, select, [contenteditable]");
  if (!title || title.value !== offered || (isElsewhere && document.activeElement !== title)) return;
  title.focus();
  title.select();
};

if (title) {
  // Coming back to it selects it again, as long as it is the offered one.
  title.addEventListener("focus", () => title.value === offered && title.select());
  // The tabs of the editor are put together after the page has loaded, and take the focus away.
  if (document.readyState === "complete") setTimeout(select, 100);
  else addEventListener("load", () => setTimeout(select, 100));
}
