// @ts-check
// Add by typing: Enter adds a lesson, Tab puts it into the last module, several pasted lines are all added.

import { lastModule } from "./places.js";

/** @param {import("./outline.js").Outline} outline */
export function startAdding(outline) {
  const form = /** @type {HTMLFormElement} */ (outline.root.querySelector("[data-add]"));
  const title = /** @type {HTMLInputElement} */ (form.elements.namedItem("title"));
  const parents = /** @type {HTMLSelectElement} */ (form.elements.namedItem("parent"));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter);
    const part = submitter?.value ?? "lesson";
    const wanted = title.value.trim();
    if (!wanted) return;
    title.value = "";
    title.focus();
    const answer = await outline.do(form.action, { title: wanted, part, parent: parents.value });
    if (!answer.outline) title.value ||= wanted;
    else if (part === "module") parents.value = String(answer.outline.focus);
  });

  title.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.altKey || event.ctrlKey || event.metaKey || !title.value.trim()) return;
    const course = String(outline.course);
    const module = lastModule(outline.parts);
    // Only where there is something to change: otherwise Tab leaves the field, as everywhere.
    if (!event.shiftKey && parents.value === course && module !== null) parents.value = String(module);
    else if (event.shiftKey && parents.value !== course) parents.value = course;
    else return;
    event.preventDefault();
    outline.tell(parents.selectedOptions[0]?.textContent?.trim() ?? "");
  });

  title.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (title.value || !text.trim().includes("\n")) return;
    event.preventDefault();
    outline.do(outline.address("paste"), { titles: text, parent: parents.value });
  });

  const list = /** @type {HTMLFormElement} */ (outline.root.querySelector("[data-paste]"));
  list.addEventListener("submit", async (event) => {
    event.preventDefault();
    const titles = /** @type {HTMLTextAreaElement} */ (list.elements.namedItem("titles"));
    const answer = await outline.do(list.action, { titles: titles.value, parent: outline.course });
    if (answer.outline) titles.value = "";
  });

  outline.root.addEventListener("builder:changed", () => offerParents(outline, parents));
}

/** @param {import("./outline.js").Outline} outline @param {HTMLSelectElement} parents */
function offerParents(outline, parents) {
  const chosen = parents.value;
  const options = outline.parts
    .filter((part) => part.isModule)
    .map((part) => new Option(outline.row(part.id)?.dataset.title, String(part.id)));
  parents.replaceChildren(new Option(outline.words.course, String(outline.course)), ...options);
  parents.value = chosen;
  if (parents.selectedIndex < 0) parents.value = String(outline.course);
}
