// @ts-check
// How many things are to be fixed before the course can be published, counted on the button that lists them.

import { told } from "./server.js";

const MILLISECONDS_AFTER_A_CHANGE = 1500;

/** @param {import("./outline.js").Outline} outline */
export function startCounting(outline) {
  const link = /** @type {HTMLAnchorElement | null} */ (outline.root.querySelector("[data-findings]"));
  const place = /** @type {HTMLElement | null | undefined} */ (link?.querySelector("[data-count]"));
  if (!link || !place) return;
  const count = async () => {
    const answer = await told(link.href);
    if (!answer) return;
    place.hidden = answer.blocking === 0;
    place.textContent = answer.blocking;
    link.title = answer.blocking ? answer.words : "";
  };
  let waiting = setTimeout(count);
  outline.root.addEventListener("builder:changed", () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, MILLISECONDS_AFTER_A_CHANGE);
  });
}
