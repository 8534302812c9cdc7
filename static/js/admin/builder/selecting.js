// @ts-check
// Rows that are selected: how many, and what may be done with them. Escape selects none.

/** @param {import("./outline.js").Outline} outline @param {import("./dialog.js").Dialog} dialog */
export function startSelecting(outline, dialog) {
  const box = /** @type {HTMLDetailsElement} */ (outline.root.querySelector("[data-selection]"));
  const count = /** @type {HTMLElement} */ (box.querySelector("[data-selected-count]"));
  const remove = /** @type {HTMLAnchorElement} */ (box.querySelector("[data-delete]"));
  const move = /** @type {HTMLButtonElement} */ (box.querySelector("[data-move]"));
  const place = /** @type {HTMLSelectElement} */ (box.querySelector("select"));
  const address = remove.href;

  const show = () => {
    const ids = outline.selected;
    count.textContent = ids.length ? `(${ids.length})` : "";
    box.hidden = !ids.length;
    if (ids.length) box.open = true;
    remove.hidden = !ids.length;
    remove.href = `${address}?pages=${ids.join(",")}`;
  };
  outline.root.addEventListener("change", (event) => {
    if (/** @type {HTMLElement} */ (event.target).matches("[data-select]")) show();
  });
  outline.root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !outline.selected.length) return;
    for (const each of outline.checkboxes) each.checked = false;
    show();
  });
  outline.root.addEventListener("builder:changed", () => {
    offerPlaces(outline, place);
    show();
  });
  move.addEventListener("click", (event) => {
    event.preventDefault();
    const seen = outline.checkboxes.filter((each) => each.checked).map((each) => each.value);
    outline.do(outline.address("move"), { seen: seen.join(","), place: place.value });
  });
  remove.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.open(remove.href);
  });
  show();
}

/** Every place in the order of the outline. @param {import("./outline.js").Outline} outline @param {HTMLSelectElement} place */
function offerPlaces(outline, place) {
  const chosen = place.value;
  const { beginning = "", after = "", end = "" } = outline.words;
  const options = outline.parts.flatMap(({ id, parent, isModule }) => {
    const title = outline.row(id)?.dataset.title ?? "";
    const behind = new Option(after.replace("TITLE", title), `${parent}:${id}`);
    return isModule ? [behind, new Option(end.replace("TITLE", title), String(id))] : [behind];
  });
  place.replaceChildren(new Option(beginning, `${outline.course}:`), ...options);
  place.value = chosen;
  if (place.selectedIndex < 0) place.selectedIndex = 0;
}
