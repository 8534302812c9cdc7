// Marking by keyboard: the sum of the levels, comments that are inserted, and keys for what is done most.

const form = document.querySelector("[data-marking-form]");
if (form) {
  setUpSum();
  setUpComments();
  setUpKeys();
}

function setUpSum() {
  const sum = form.querySelector("[data-marking-sum]");
  if (!sum) return;
  const show = () => {
    const chosen = [...form.querySelectorAll("[data-marking-criterion] :checked")];
    const marks = chosen.reduce((total, level) => total + Number(level.dataset.marks), 0);
    sum.querySelector("output").textContent = String(Math.round(marks * 100) / 100);
  };
  sum.hidden = false;
  form.addEventListener("change", show);
  show();
}

function setUpComments() {
  const area = form.querySelector("[data-marking-comment]");
  for (const button of form.querySelectorAll("[data-marking-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const words = button.parentElement.querySelector("[data-marking-saved]").textContent;
      area.value = area.value.trim() ? `${area.value.trimEnd()}\n\n${words}` : words;
      area.focus();
    });
  }
}

function setUpKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[name=next]"));
      return;
    }
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const way = { KeyN: "[data-marking-after]", KeyP: "[data-marking-before]" }[event.code];
      const link = way && document.querySelector(way);
      if (link) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    const criterion = event.target.closest?.("[data-marking-criterion]");
    if (criterion && /^[1-8]$/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const level = criterion.querySelectorAll("input")[Number(event.key) - 1];
      if (!level) return;
      event.preventDefault();
      level.checked = true;
      level.dispatchEvent(new Event("change", { bubbles: true }));
      const following = criterion.nextElementSibling?.matches("[data-marking-criterion]")
        ? criterion.nextElementSibling
        : null;
      (following?.querySelector("input:checked, input") ?? level).focus();
    }
  });
}
