/** Rows of options, pairs and items: Enter makes the next, a pasted list makes many, a star marks what is right. */

const BULLET = /^\s*(?:[-•–]|\(?[A-Za-z0-9]{1,2}[.)])\s+/;

/** Show the fields of the question type that a form has chosen, and hide those of the others. */
function followType(contents) {
  const select = contents.closest("form")?.querySelector('[name="kind"]');
  if (!select) return;
  const show = () => {
    for (const fields of contents.querySelectorAll("[data-kind]"))
      fields.hidden = fields.dataset.kind !== select.value;
  };
  select.addEventListener("change", show);
  show();
}

/** Let the fields below `root` make and remove rows. Safe to call again for what was added. */
export function ready(root) {
  for (const rows of root.querySelectorAll("[data-rows]")) {
    if (rows.dataset.isReady) continue;
    rows.dataset.isReady = "1";
    for (const button of rows.querySelectorAll("[data-add-row], [data-apply-paste], [data-remove-row]"))
      button.hidden = false;
    rows.addEventListener("click", onClick);
    rows.addEventListener("keydown", onKey);
    rows.addEventListener("paste", onPaste);
    rows.addEventListener("input", onInput);
  }
}

const all = (rows) => [...rows.querySelectorAll("[data-row]")];
const main = (row) => row.querySelector("[data-main]");
const isEmpty = (row) => [...row.querySelectorAll("textarea")].every((field) => !field.value.trim());

/** Add a row at the end, empty; null when there are as many as there may be. */
export function addRow(rows) {
  const present = all(rows);
  if (present.length >= Number(rows.dataset.most)) return null;
  const numbers = present.map((row) => Number(main(row).name.match(/-(\d+)-[a-z]+$/)[1]));
  const number = Math.max(-1, ...numbers) + 1;
  const row = present.at(-1).cloneNode(true);
  for (const field of row.querySelectorAll("[name]")) {
    if (field.matches("[data-right]")) {
      field.value = String(number);
      field.checked = false;
      continue;
    }
    field.name = field.name.replace(/-\d+-([a-z]+)$/, `-${number}-$1`);
    field.value = "";
  }
  present.at(-1).after(row);
  return row;
}

function removeRow(rows, row) {
  const present = all(rows);
  const next = present[present.indexOf(row) + 1] ?? present[present.indexOf(row) - 1];
  if (present.length <= 2) {
    for (const field of row.querySelectorAll("textarea, input[type=hidden]")) field.value = "";
    for (const field of row.querySelectorAll("[data-right]")) field.checked = false;
    main(row).focus();
  } else {
    row.remove();
    if (next) main(next).focus();
  }
  rows.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Put lines of text into rows, from `start` on: into it, then into empty ones, then into new ones. */
function spread(rows, lines, start) {
  let row = start;
  for (const line of lines) {
    while (row && !isEmpty(row)) row = row.nextElementSibling ?? addRow(rows);
    row ??= all(rows).find(isEmpty) ?? addRow(rows);
    if (!row) break;
    fill(row, line);
    main(row).dispatchEvent(new Event("input", { bubbles: true }));
    row = row.nextElementSibling ?? null;
  }
}

function fill(row, line) {
  let text = line.trim();
  const right = row.querySelector("[data-right]");
  let isRight = Boolean(right) && text.startsWith("*");
  text = (isRight ? text.slice(1).trim() : text).replace(BULLET, "");
  if (right && text.startsWith("*")) {
    isRight = true;
    text = text.slice(1).trim();
  }
  if (isRight) right.checked = true;
  const second = row.querySelector("[data-second]");
  if (second) {
    const [left, ...others] = text.split(/\t|\s*(?:->|→)\s*/);
    main(row).value = left.trim();
    second.value = others.join(" ").trim();
  } else {
    main(row).value = text;
  }
}

function linesOf(text) {
  return text.split(/\r?\n/).filter((line) => line.trim());
}

function onClick(event) {
  const rows = event.currentTarget;
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches("[data-add-row]")) {
    const row = addRow(rows);
    if (row) main(row).focus();
  } else if (button.matches("[data-remove-row]")) {
    removeRow(rows, button.closest("[data-row]"));
  } else if (button.matches("[data-apply-paste]")) {
    const field = rows.querySelector("[data-paste]");
    spread(rows, linesOf(field.value), all(rows)[0]);
    field.value = "";
    field.closest("details").open = false;
    main(all(rows)[0]).focus();
  }
}

function onKey(event) {
  if (
    event.key !== "Enter" ||
    event.shiftKey ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.isComposing
  )
    return;
  const row = event.target.closest("[data-row]");
  if (!row || event.target.type === "submit" || event.target.type === "button") return;
  event.preventDefault();
  const next = row.nextElementSibling ?? addRow(event.currentTarget);
  if (next) main(next).focus();
}

function onPaste(event) {
  const row = event.target.closest("[data-row]");
  if (!row || !event.target.matches("[data-main]")) return;
  const lines = linesOf(event.clipboardData?.getData("text/plain") ?? "");
  if (lines.length < 2 || event.target.value.trim()) return;
  event.preventDefault();
  spread(event.currentTarget, lines, row);
}

function onInput(event) {
  if (!event.target.matches("[data-main]") || event.inputType !== "insertText") return;
  const right = event.target.closest("[data-row]")?.querySelector("[data-right]");
  if (right && event.target.value === "*") {
    right.checked = right.type === "radio" || !right.checked;
    event.target.value = "";
  }
}

ready(document);
for (const contents of document.querySelectorAll("[data-contents]")) followType(contents);
