// Paper can't be unfolded: whatever is folded in the page is open while it is printed.

export function setUpPrinting() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")].map((fold) => {
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
