// @ts-check
// What may be wider than the page is reached by Tab only while there is something to scroll.

/** @param {HTMLElement} region */
export function setUp(region) {
  const look = () => {
    if (region.scrollWidth > region.clientWidth + 1) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  };
  new ResizeObserver(look).observe(region);
  if (region.firstElementChild) new ResizeObserver(look).observe(region.firstElementChild);
}
