// @ts-check
// People are found while a name is typed; whoever is ticked moves up and stays. Without this, a button searches.

const WAIT = 250; // milliseconds without a key

/** @param {HTMLElement} form */
function start(form) {
  const field = /** @type {HTMLInputElement} */ (form.querySelector("[data-find-text]"));
  const found = /** @type {HTMLElement} */ (form.querySelector("[data-found]"));
  const chosen = /** @type {HTMLElement} */ (form.querySelector("[data-chosen]"));
  const button = /** @type {HTMLElement} */ (form.querySelector("[data-find-button]"));
  let timer = 0;
  let asked = 0;
  button.hidden = true;

  async function find() {
    const number = ++asked;
    const words = field.value.trim();
    if (!words) {
      found.replaceChildren();
      return;
    }
    const query = new URLSearchParams({ q: words });
    const answer = await fetch(`${form.dataset.findAddress}?${query}`).catch(() => null);
    if (number !== asked || !answer?.ok) return;
    found.innerHTML = await answer.text();
    for (const box of chosenBoxes()) {
      found.querySelector(`[value="${box.value}"]`)?.closest("label")?.remove();
    }
  }

  const chosenBoxes = () =>
    /** @type {NodeListOf<HTMLInputElement>} */ (chosen.querySelectorAll("[name=add]"));

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it would press the first button of the form
    clearTimeout(timer);
    find();
  });
  found.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    const label = box.closest("label");
    if (!box.checked || !label) return;
    chosen.append(label);
    box.focus();
  });
}

for (const form of document.querySelectorAll("[data-find-people]")) start(/** @type {HTMLElement} */ (form));
