// Notes save themselves while one types, by way of the outbox: what can't be sent stays on this device.

import { newKey } from "../device/kept.js";
import { kept, outbox } from "../device/this-device.js";
import { wordsFor } from "../device/words.js";

const PAUSE_MS = 800;
const writer = newKey(); // this page: what it wrote itself is no change by another

export function setUpNotes(root, momentNow) {
  const place = root.querySelector("[data-notes]");
  if (!place) return;
  const status = place.querySelector("[data-note-status]");
  setUpWritten(place, say);
  setUpNew(place, momentNow, say);

  function say(state, answer) {
    status.textContent = wordsFor(state, { isDurable: kept.isDurable, answer });
  }
}

const about = (text) => ({
  title: document.title,
  text,
  place: `${location.pathname}?tab=notes`,
});

// --- notes that are there: their text is saved as one types

function setUpWritten(place, say) {
  const timers = new Map();
  const formOf = (subject) => place.querySelector(`[data-note-form][data-subject="${CSS.escape(subject)}"]`);

  function save(form) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    const body = form.querySelector("[data-note-body]").value;
    if (!body.trim()) return;
    const { subject, version, refused, writer: earlier } = form.dataset;
    outbox.put(
      {
        subject,
        url: form.getAttribute("action"),
        form: { body, base: version, writer: earlier ?? writer },
        about: about(body),
      },
      refused,
    );
  }

  const saveAll = () => {
    for (const form of [...timers.keys()]) save(form);
  };

  place.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-note-body]")) return;
    if (!outbox.failures) say("saving"); // "Saved" would not be true any more
    clearTimeout(timers.get(target.form));
    timers.set(
      target.form,
      setTimeout(() => save(target.form), PAUSE_MS),
    );
  });
  place.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-note-form]") || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    save(event.target);
  });
  addEventListener("pagehide", saveAll, { capture: true });
  document.addEventListener("visibilitychange", saveAll, { capture: true });

  outbox.on("note:", (state, { entry, answer }) => {
    const form = formOf(entry.subject);
    if (!form || (state === "saved" && timers.has(form))) return;
    if (state === "saved") {
      form.dataset.version = answer.version;
      if (outbox.waiting(entry.subject).length) return;
    }
    if (state === "refused") form.dataset.refused = entry.id;
    say(state, answer);
  });

  // Words from last time that haven't arrived come back into their fields, unless the note was changed elsewhere.
  for (const form of place.querySelectorAll("[data-note-form]")) {
    const [entry] = outbox.waiting(form.dataset.subject);
    const isUnchanged = entry?.form.base === form.dataset.version;
    if (entry && (isUnchanged || entry.form.writer === form.dataset.writtenBy)) {
      form.querySelector("[data-note-body]").value = entry.form.body;
      form.dataset.writer = entry.form.writer;
    }
  }
}

// --- a new note

function setUpNew(place, momentNow, say) {
  const form = place.querySelector("[data-note-new]");
  const list = place.querySelector("#notes-list");
  const url = form.getAttribute("action");
  const prefix = `new-note:${url}:`;
  const draft = `note-draft:${url}`;
  const { body, second, video } = form.elements;

  function showMoment() {
    const isKnown = second.value !== "";
    place.querySelector("[data-note-moment]").textContent = isKnown ? clock(Number(second.value)) : "";
  }

  // Stands in the list until the server's own note comes.
  function showWaiting({ id, subject, form: fields }) {
    const old = list.querySelector(`[data-subject="${CSS.escape(subject)}"]`);
    if (old) return;
    const note = place.querySelector("template[data-note-waiting]").content.firstElementChild.cloneNode(true);
    note.dataset.subject = subject;
    note.dataset.entry = id;
    note.querySelector("[data-note-text]").textContent = fields.body;
    list.append(note);
  }

  body.addEventListener("input", () => {
    const words = { body: body.value, second: second.value, video: video.value };
    kept.remember(draft, body.value ? words : undefined);
  });
  body.addEventListener("focus", () => {
    if (body.value) return; // begun already, at its own moment
    const moment = momentNow();
    second.value = moment ? Math.floor(moment.second) : "";
    video.value = moment ? moment.video : "";
    showMoment();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!body.value.trim()) return;
    const key = newKey();
    const fields = { body: body.value, second: second.value, video: video.value, key };
    const entry = outbox.put({ subject: prefix + key, url, form: fields, about: about(body.value) });
    kept.remember(draft, undefined);
    form.reset();
    second.value = "";
    video.value = "";
    showMoment();
    showWaiting(entry);
  });

  outbox.on(prefix, (state, { entry, answer }) => {
    say(state, answer);
    if (state !== "saved") return;
    const waiting = list.querySelector(`[data-subject="${CSS.escape(entry.subject)}"]`);
    const piece = document.createElement("template");
    piece.innerHTML = answer.html.trim();
    const note = piece.content.firstElementChild;
    if (waiting) waiting.replaceWith(note);
    else list.append(note);
    window.htmx?.process(note);
  });

  for (const entry of outbox.waiting(prefix)) showWaiting(entry);
  const begun = kept.recall(draft);
  if (begun) {
    body.value = begun.body;
    second.value = begun.second;
    video.value = begun.video;
    showMoment();
  }
}

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${padded(minutes)}:${padded(rest)}` : `${minutes}:${padded(rest)}`;
}
