// An element with data-keep-focus that htmx replaces while the keyboard is in it: its successor has the focus next.

export function setUpFocusKeeping() {
  let wasInside = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    wasInside = Boolean(target?.matches?.("[data-keep-focus]") && target.contains(document.activeElement));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!wasInside) return;
    const successor = event.target.closest?.("[data-keep-focus]") ?? event.detail.elt?.closest?.("[data-keep-focus]");
    successor?.querySelector("button, a[href], input")?.focus();
    wasInside = false;
  });
}
