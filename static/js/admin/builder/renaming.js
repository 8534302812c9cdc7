// @ts-check
// Rename in place: F2 on a title, or a double click, turns it into a field. Enter keeps, Escape leaves it.

/** @param {import("./outline.js").Outline} outline @param {HTMLElement} row */
export function rename(outline, row) {
  const title = /** @type {HTMLElement} */ (row.querySelector("[data-open]"));
  const seen = row.dataset.title ?? "";
  const field = document.createElement("input");
  field.type = "text";
  field.maxLength = 255;
  field.value = seen;
  field.className = "builder-row__rename";
  field.setAttribute("aria-label", outline.words.rename ?? "");
  title.hidden = true;
  title.before(field);
  field.focus();
  field.select();
  let isOver = false;
  const close = (/** @type {boolean} */ keeps, /** @type {boolean} */ returns) => {
    if (isOver) return;
    isOver = true;
    const value = field.value.trim();
    field.remove();
    title.hidden = false;
    if (returns) title.focus();
    if (!keeps || !value || value === seen) return;
    title.textContent = value;
    outline.do(outline.address("rename"), { page: Number(row.dataset.row), seen, value }).then((answer) => {
      if (!answer.outline && title.isConnected) title.textContent = row.dataset.title ?? seen;
    });
  };
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    event.stopPropagation();
    if (event.key === "Enter") {
      event.preventDefault();
      close(true, true);
    } else if (event.key === "Escape") {
      close(false, true);
    }
  });
  field.addEventListener("blur", () => close(true, false));
}
