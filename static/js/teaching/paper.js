// Opens folds on paper in browsers whose stylesheets cannot.

const byStylesheet = CSS.supports("selector(::details-content)");
const opened = new Set();

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
