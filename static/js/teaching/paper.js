// @ts-check
// Opens folds on paper in browsers whose stylesheets cannot.

const byStylesheet = CSS.supports("selector(::details-content)");
/** @type {Set<HTMLDetailsElement>} */
const opened = new Set();

/** @param {HTMLDetailsElement} fold */
export function setUp(fold) {
  if (byStylesheet) return;
  addEventListener("beforeprint", () => {
    if (fold.open) return;
    opened.add(fold);
    fold.open = true;
  });
  addEventListener("afterprint", () => {
    if (opened.delete(fold)) fold.open = false;
  });
}
