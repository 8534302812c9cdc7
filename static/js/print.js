// @ts-check
// Paper can't be unfolded: whatever is folded in the page is open while it is printed.

export function setUpPrinting() {
  /** @type {{ fold: HTMLDetailsElement, name: string }[]} */
  let opened = [];
  addEventListener("beforeprint", () => {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const folded = document.querySelectorAll("main details:not([open])");
    opened = [...folded].map((fold) => {
      const { name } = fold;
      fold.name = ""; // of those with one name only one may be open
      fold.open = true;
      return { fold, name };
    });
  });
  addEventListener("afterprint", () => {
    for (const { fold, name } of opened) {
      fold.open = false;
      fold.name = name;
    }
    opened = [];
  });
}
