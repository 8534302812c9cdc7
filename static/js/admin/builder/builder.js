// @ts-check
// The course builder: what the forms of the page do, without leaving it.

import { startAdding } from "./adding.js";
import { startFiles } from "./files.js";
import { Outline } from "./outline.js";
import { rename } from "./renaming.js";

const SECONDS_BETWEEN_LOOKS = 15;

/** @param {Outline} outline */
function startRows(outline) {
  outline.root.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = /** @type {HTMLElement | null} */ (target.closest("[data-row]"));
    if (!row || event.key !== "F2") return;
    event.preventDefault();
    rename(outline, row);
  });
  outline.root.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button[data-gesture]");
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    outline.do(button.formAction).finally(() => button.removeAttribute("aria-busy"));
  });
}

/** Others may be at work: look from time to time, while the page is seen. @param {Outline} outline */
function startLooking(outline) {
  const look = () => {
    if (document.visibilityState === "visible") outline.queue = outline.queue.then(() => outline.refresh());
  };
  setInterval(look, SECONDS_BETWEEN_LOOKS * 1000);
  document.addEventListener("visibilitychange", look);
}

const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-builder]"));
if (root) {
  const outline = new Outline(root);
  startAdding(outline);
  startFiles(outline);
  startRows(outline);
  startLooking(outline);
}
