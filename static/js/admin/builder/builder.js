// @ts-check
// The course builder: what the forms of the page do, without leaving it.

import { startAdding } from "./adding.js";
import { startFiles } from "./files.js";
import { Beside } from "./beside.js";
import { Dialog } from "./dialog.js";
import { startCounting } from "./findings.js";
import { moveByKey, startDragging } from "./moving.js";
import { Outline } from "./outline.js";
import { rename } from "./renaming.js";
import { startSelecting } from "./selecting.js";

const SECONDS_BETWEEN_LOOKS = 15;
const MILLISECONDS_OF_A_DOUBLE_CLICK = 250;

/** @param {Outline} outline @param {Dialog} dialog */
function startRows(outline, dialog) {
  outline.root.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = /** @type {HTMLElement | null} */ (target.closest("[data-row]"));
    if (!row) return;
    if (event.key === "F2") {
      event.preventDefault();
      rename(outline, row);
    } else if (event.key === "Delete" && target.matches("[data-open]")) {
      event.preventDefault();
      dialog.open(`${outline.root.dataset.delete}?pages=${row.dataset.row}`);
    } else if (event.altKey || target.matches("[data-open]")) {
      moveByKey(outline, event, row);
    }
  });
  outline.root.addEventListener("dblclick", (event) => {
    const row = /** @type {HTMLElement | null} */ (
      /** @type {HTMLElement} */ (event.target).closest("[data-row]")
    );
    const control = /** @type {HTMLElement} */ (event.target).closest("a, button, input, label");
    if (row && (!control || control.matches("[data-open]"))) rename(outline, row);
  });
  outline.root.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const button = target.closest("button[data-gesture]");
    if (button instanceof HTMLButtonElement && !target.closest("dialog")) {
      event.preventDefault();
      if (button.getAttribute("aria-busy") === "true") return;
      button.setAttribute("aria-busy", "true");
      outline.do(button.formAction).finally(() => button.removeAttribute("aria-busy"));
      return;
    }
    const link = /** @type {HTMLAnchorElement | null} */ (
      target.closest("a[data-more], a[data-days], a[data-dialog]")
    );
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.open(link.href, link.matches("[data-days]") ? "#part-days" : "");
  });
}

/** A title opens beside the outline; with a key held, where links do. @param {Outline} outline @param {Beside} beside */
function startOpening(outline, beside) {
  let opening = 0;
  outline.root.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("[data-open]");
    const row = /** @type {HTMLElement | null | undefined} */ (link?.closest("[data-row]"));
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    clearTimeout(opening);
    if (event.detail > 1) return;
    // A double click renames: until it is sure to be none, nothing moves from below the pointer.
    const wait = event.detail ? MILLISECONDS_OF_A_DOUBLE_CLICK : 0;
    opening = setTimeout(() => beside.open(Number(row.dataset.row)), wait);
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
  const beside = new Beside(outline);
  const dialog = new Dialog(outline, (page) => beside.open(page));
  startAdding(outline);
  startFiles(outline);
  startRows(outline, dialog);
  startOpening(outline, beside);
  startSelecting(outline, dialog);
  startDragging(outline);
  startLooking(outline);
  startCounting(outline);
}
