// The text of an assignment saves itself while one writes. What cannot be sent stays on this device until it can.

import { csrfToken } from "../csrf.js";

const PAUSE_MS = 1500;
const AGAIN_MS = 15000;

const form = document.querySelector("[data-draft]");
if (form) setUp(form);

function setUp(form) {
  const area = form.querySelector("[data-draft-text]");
  document.querySelector(".errors[role=alert]")?.focus();
  if (!area) return;
  const status = form.querySelector("[data-draft-status]");
  const words = form.querySelector("[data-draft-words]");
  const key = `assignment:${form.elements.draft.value}`;
  let saved = area.value;
  let timer = 0;
  let isOver = false;
  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };

  recall();

  async function save() {
    clearTimeout(timer);
    timer = 0;
    const text = area.value;
    if (isOver || text === saved) return;
    const data = new FormData();
    data.set("text", text);
    data.set("draft", form.elements.draft.value);
    data.set("save", "1");
    try {
      const response = await fetch(form.action, {
        method: "POST",
        keepalive: text.length < 20000,
        headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: data,
      });
      const told = await response.json();
      if (!told.saved) {
        isOver = Boolean(told.is_over);
        say(told.sentence);
        return;
      }
      saved = text;
      if (area.value === text) localStorage.removeItem(key);
      say(form.dataset.wordsSaved.replace("%(time)s", told.at));
    } catch {
      say(form.dataset.wordsKept);
      timer = setTimeout(save, AGAIN_MS);
    }
  }

  area.addEventListener("input", () => {
    keep();
    count();
    if (!isOver) say(form.dataset.wordsSaving);
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    saved = area.value;
    forget();
  });
  addEventListener("pagehide", save);
  addEventListener("online", save);

  function count() {
    const number = area.value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    words.textContent = form.dataset.wordsCount.replace("%(count)s", number);
  }

  function keep() {
    try {
      localStorage.setItem(key, area.value);
    } catch {
      /* full, or forbidden: saving goes on without it */
    }
  }

  function forget() {
    try {
      localStorage.removeItem(key);
    } catch {
      /* forbidden */
    }
  }

  // Words from last time that never arrived come back into the field.
  function recall() {
    let kept = null;
    try {
      kept = localStorage.getItem(key);
    } catch {
      /* forbidden */
    }
    if (kept === null || kept === area.value) return;
    area.value = kept;
    count();
    save();
  }
}
