// Notes save themselves while one types. What cannot be sent stays on this device until it can.

import { csrfToken } from "../csrf.js";

const PAUSE_MS = 800;

export function setUpNotes(root, momentNow) {
  const place = root.querySelector("[data-notes]");
  if (!place) return;
  const status = place.querySelector("[data-note-status]");
  const say = (words) => {
    status.textContent = words ?? "";
  };
  const timers = new Map();

  const storeKey = (form) => `note:${form.getAttribute("action")}`;

  async function save(form) {
    const area = form.querySelector("[data-note-body]");
    if (!area.value.trim()) return;
    say(place.dataset.wordsSaving);
    const body = area.value;
    try {
      const data = new FormData();
      data.set("body", body);
      const response = await fetch(form.getAttribute("action"), {
        method: "POST",
        keepalive: body.length < 20000,
        headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: data,
      });
      if (!response.ok) throw new Error(String(response.status));
      if (area.value === body) localStorage.removeItem(storeKey(form));
      say(place.dataset.wordsSaved);
    } catch (error) {
      say(/^\d+$/.test(error.message) ? place.dataset.wordsFailed : place.dataset.wordsKept);
    }
  }

  function later(form) {
    say(place.dataset.wordsSaving); // "Saved" would not be true any more
    clearTimeout(timers.get(form));
    timers.set(
      form,
      setTimeout(() => {
        timers.delete(form);
        save(form);
      }, PAUSE_MS),
    );
  }

  function saveAllNow() {
    for (const [form, timer] of timers) {
      clearTimeout(timer);
      save(form);
    }
    timers.clear();
  }

  place.addEventListener("input", ({ target }) => {
    if (target.matches("[data-note-body]")) {
      keep(storeKey(target.form), target.value);
      later(target.form);
    } else if (target.name === "body") {
      keep(storeKey(target.form), target.value);
    }
  });
  place.addEventListener("focusin", ({ target }) => {
    if (!target.matches("#note-new-body")) return;
    const moment = momentNow();
    target.form.elements.second.value = moment ? Math.floor(moment.second) : "";
    target.form.elements.video.value = moment ? moment.video : "";
    place.querySelector("[data-note-moment]").textContent = moment ? clock(moment.second) : "";
  });
  place.addEventListener("submit", (event) => {
    if (event.target.matches("[data-note-form]") && !event.submitter?.hasAttribute("formaction")) {
      event.preventDefault();
      save(event.target);
    }
  });
  place.addEventListener("htmx:afterRequest", ({ detail, target }) => {
    if (!target.matches?.("[data-note-new]")) return;
    if (detail.successful) {
      localStorage.removeItem(storeKey(target));
      target.reset();
      say(place.dataset.wordsSaved);
    } else {
      say(navigator.onLine ? place.dataset.wordsFailed : place.dataset.wordsKept);
    }
  });
  addEventListener("pagehide", saveAllNow);
  addEventListener("online", () => {
    for (const form of place.querySelectorAll("[data-note-form]")) {
      if (localStorage.getItem(storeKey(form))) save(form);
    }
  });
  recall(place, storeKey, save);
}

function keep(key, words) {
  try {
    localStorage.setItem(key, words);
  } catch {
    /* full, or forbidden: saving goes on without it */
  }
}

// Words from last time that never arrived come back into their fields.
function recall(place, storeKey, save) {
  for (const form of place.querySelectorAll("[data-note-form], [data-note-new]")) {
    const words = localStorage.getItem(storeKey(form));
    if (!words) continue;
    const area = form.querySelector("textarea");
    if (area.value === words) localStorage.removeItem(storeKey(form));
    else {
      area.value = words;
      if (form.matches("[data-note-form]")) save(form);
    }
  }
}

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${padded(minutes)}:${padded(rest)}` : `${minutes}:${padded(rest)}`;
}
