// @ts-check
// An element with data-keep-focus that htmx replaces while the keyboard is in it: its successor has the focus next.

export function setUpFocusKeeping() {
  let wasInside = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    wasInside = Boolean(target?.matches?.("[data-keep-focus]") && target.contains(document.activeElement));
  });
  document.addEventListener("htmx:load", (event) => {
    if (!wasInside || !event.detail.elt.matches?.("[data-keep-focus]")) return;
    wasInside = false;
    /** @type {HTMLElement | null} */
    const first = event.detail.elt.querySelector("button, a[href], input:not([type=hidden])");
    first?.focus();
  });
}
