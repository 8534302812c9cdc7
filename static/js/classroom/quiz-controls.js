// What makes some kinds of question handier than plain fields: arrows to put things in order, and a count of words.

export function setUpControls(form, announce) {
  for (const list of form.querySelectorAll("[data-ordering]"))
    setUpOrdering(list, form.dataset.wordsMoved, announce);
  for (const field of form.querySelectorAll("textarea.essay")) setUpCount(field, form.dataset.wordsCount);
}

function setUpOrdering(list, words, announce) {
  for (const moves of list.querySelectorAll("[data-moves]")) moves.hidden = false;
  const hint = list.parentElement.querySelector("[data-order-hint]");
  if (hint) hint.hidden = false;
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("[data-item]");
    const other = button.dataset.move < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (other) {
      if (button.dataset.move < 0) other.before(item);
      else other.after(item);
    }
    const items = [...list.querySelectorAll("[data-item]")];
    items.forEach((one, place) => {
      one.querySelector("select").value = String(place + 1);
    });
    button.focus();
    const text = item.querySelector("[data-item-text]").textContent;
    announce(words.replace("%(place)s", items.indexOf(item) + 1).replace("%(item)s", () => text));
    button.dispatchEvent(new CustomEvent("answered", { bubbles: true }));
  });
}

function setUpCount(field, words) {
  const place = field.parentElement.querySelector("[data-word-count]");
  if (!place) return;
  place.hidden = false;
  const count = () => {
    const found = field.value.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    place.textContent = words.replace("%(count)s", found);
  };
  field.addEventListener("input", count);
  count();
}
