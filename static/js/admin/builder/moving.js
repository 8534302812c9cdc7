// @ts-check
// Move rows: by keyboard, and by dragging a handle. Selected rows go together.

import { dropSpot, movedParts, spotToward } from "./places.js";

const WAYS = /** @type {const} */ ({ ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" });

/** The ids that a gesture on a row means: all that are selected if it is one of them, else it alone.
 * @param {import("./outline.js").Outline} outline @param {number} id */
export function meant(outline, id) {
  const chosen = outline.selected;
  return chosen.includes(id) ? chosen : [id];
}

/** Move to a spot that is found when its turn comes; null: there is none.
 * @param {import("./outline.js").Outline} outline @param {number[]} ids
 * @param {() => import("./places.js").Spot | null} find */
export function move(outline, ids, find) {
  return outline.do(outline.address("move"), () => {
    const spot = find();
    const seen = movedParts(outline.parts, ids).map((part) => `${part.id}:${part.parent}`);
    return spot && { seen: seen.join(","), place: `${spot.parent}:${spot.after ?? ""}` };
  });
}

/** Alt and an arrow move what has focus; an arrow alone goes to the next row.
 * @param {import("./outline.js").Outline} outline @param {KeyboardEvent} event @param {HTMLElement} row */
export function moveByKey(outline, event, row) {
  const way = WAYS[/** @type {keyof typeof WAYS} */ (event.key)];
  if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const id = Number(row.dataset.row);
  if (event.altKey) {
    event.preventDefault();
    const ids = meant(outline, id);
    void move(outline, ids, () => spotToward(outline.parts, ids, way, outline.course));
    return true;
  }
  if (way === "in" || way === "out") return false;
  const titles = [.../** @type {NodeListOf<HTMLElement>} */ (outline.root.querySelectorAll("[data-open]"))];
  const place = titles.indexOf(/** @type {HTMLElement} */ (row.querySelector("[data-open]")));
  const next = titles[place + (way === "up" ? -1 : 1)];
  if (!next) return false;
  event.preventDefault();
  next.focus();
  return true;
}

/** @param {import("./outline.js").Outline} outline */
export function startDragging(outline) {
  /** @type {number[]} */
  let dragged = [];
  /** @type {HTMLElement | null} */
  let marked = null;
  const unmark = () => {
    if (marked) delete marked.dataset.drop;
    marked = null;
  };
  /** @param {DragEvent} event */
  const spotAt = (event) => {
    const row = /** @type {HTMLElement | null} */ (
      /** @type {HTMLElement} */ (event.target).closest("[data-row]")
    );
    if (!row || !dragged.length) return null;
    const box = row.getBoundingClientRect();
    const isUpper = event.clientY < box.top + box.height / 2;
    const spot = dropSpot(outline.parts, dragged, Number(row.dataset.row), isUpper, outline.course);
    return spot ? { row, spot, isUpper } : null;
  };
  outline.root.addEventListener("dragstart", (event) => {
    const handle = /** @type {HTMLElement} */ (event.target).closest?.("[data-handle]");
    const row = /** @type {HTMLElement | null | undefined} */ (handle?.closest("[data-row]"));
    if (!row || !event.dataTransfer) return;
    dragged = meant(outline, Number(row.dataset.row));
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.dataset.title ?? "");
    event.dataTransfer.setDragImage(row, 8, 8);
  });
  outline.root.addEventListener("dragover", (event) => {
    if (!dragged.length) return;
    unmark();
    const found = spotAt(event);
    if (!found) return;
    event.preventDefault();
    marked = found.row;
    marked.dataset.drop = found.isUpper ? "before" : "behind";
  });
  outline.root.addEventListener("drop", (event) => {
    const found = spotAt(event);
    unmark();
    if (!found) return;
    event.preventDefault();
    void move(outline, dragged, () => found.spot);
    dragged = [];
  });
  outline.root.addEventListener("dragend", () => {
    unmark();
    dragged = [];
  });
}
