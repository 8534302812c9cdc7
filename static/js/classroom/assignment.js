// The text of an assignment saves itself while one writes, and is submitted after a question, by way of the
// outbox: what can't be sent stays on this device. Files are sent at once or not at all; a page can't keep them.

import { csrfToken } from "../csrf.js";
import { newKey } from "../device/kept.js";
import { account } from "../device/person.js";
import { tellSignedOut } from "../device/signed-out.js";
import { kept, outbox } from "../device/this-device.js";
import { wordsFor } from "../device/words.js";

const PAUSE_MS = 1500;

const form = document.querySelector("[data-draft]");
if (form) setUp(form);

function setUp(form) {
  document.querySelector(".errors[role=alert]")?.focus();
  const area = form.querySelector("[data-draft-text]");
  const files = form.querySelector("input[type=file]");
  const status = form.querySelector("[data-draft-status]");
  const words = form.querySelector("[data-draft-words]");
  const dialog = form.querySelector("[data-submit-dialog]");
  const draft = form.elements.draft.value;
  const subject = `draft:${draft}`;
  let writer = newKey(); // this page: what it wrote itself is no change by another
  let { version } = form.dataset;
  let saved = area?.value ?? "";
  let timer = 0;
  let refused;
  let isOver = false;

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };
  const isFinal = () => outbox.waiting(subject).some((entry) => entry.form.hand_in);

  function put(more) {
    clearTimeout(timer);
    timer = 0;
    const text = area?.value ?? "";
    const fields = { text, draft, base: version, writer, ...more };
    const about = { title: document.title, text, place: location.pathname };
    outbox.put({ subject, url: form.action, form: fields, about }, refused);
  }

  function save() {
    if (!area || isOver || isFinal() || area.value === saved) return;
    put({ save: "1" });
    saved = area.value;
  }

  outbox.on(subject, (state, { entry, answer }) => {
    if (state === "refused") {
      refused = entry.id;
      isOver = Boolean(answer.is_over);
      hold(false);
    }
    if (state === "saved") {
      refused = undefined;
      version = answer.version;
      if (answer.handed_in) {
        const next = new URL(answer.url, location.href);
        location.assign(next);
        if (next.pathname === location.pathname) location.reload(); // only its fragment differs
        return;
      }
      if (timer || outbox.waiting(subject).length) return;
      say(form.dataset.wordsSaved.replace("%(time)s", answer.at));
    } else if (entry.form.hand_in && ["waiting", "signedOut"].includes(state)) {
      hold(true);
      say(state === "signedOut" || !kept.isDurable ? told(state, answer) : form.dataset.wordsSubmitKept);
    } else say(told(state, answer));
  });
  const told = (state, answer) => wordsFor(state, { isDurable: kept.isDurable, answer });

  // While it waits to be submitted, nothing changes in it, unless the learner says so.
  function hold(isHeld) {
    if (area) area.readOnly = isHeld;
    form.querySelector("[data-submit-cancel]").hidden = !isHeld;
    for (const button of form.querySelectorAll("[name=hand_in], [data-save]")) button.disabled = isHeld;
  }

  area?.addEventListener("input", () => {
    count();
    if (!isOver && !outbox.failures) say(told("saving"));
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  addEventListener("pagehide", save, { capture: true });
  document.addEventListener("visibilitychange", save, { capture: true });

  form.addEventListener("submit", (event) => {
    const button = event.submitter?.name;
    if (button === "remove") {
      save();
      return;
    }
    event.preventDefault();
    if (button === "hand_in") ask();
    else saveAll();
  });
  dialog.querySelector("[data-submit-yes]").addEventListener("click", async () => {
    dialog.close();
    if (files?.files.length && !(await sendFiles())) return;
    say(told("saving"));
    put({ hand_in: "1" });
  });
  form.querySelector("[data-submit-cancel]").addEventListener("click", () => {
    put({ save: "1" });
    hold(false);
    area?.focus();
  });

  function ask() {
    save();
    dialog.showModal();
  }

  async function saveAll() {
    if (!files?.files.length) {
      if (area && !isOver) put({ save: "1" });
    } else if (await sendFiles()) location.reload();
  }

  async function sendFiles() {
    const data = new FormData(form);
    data.set("save", "1");
    data.set("base", version);
    data.set("writer", writer);
    say(told("saving"));
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": csrfToken(), "X-Account": account() };
      const response = await fetch(form.action, { method: "POST", headers, body: data });
      const answer = await response.json();
      if (response.status === 401) {
        tellSignedOut();
        say(form.dataset.wordsFilesSignedOut);
        return false;
      }
      if (!answer.saved) {
        say(answer.sentence ?? answer.detail ?? "");
        return false;
      }
      version = answer.version;
      files.value = "";
      return true;
    } catch {
      say(form.dataset.wordsFilesOffline);
      return false;
    }
  }

  function count() {
    const number = area.value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    words.textContent = form.dataset.wordsCount.replace("%(count)s", number);
  }

  // Words from last time that haven't arrived come back, unless the draft was changed elsewhere.
  const [entry] = outbox.waiting(subject);
  if (entry && (entry.form.base === version || entry.form.writer === form.dataset.writtenBy)) {
    writer = entry.form.writer;
    if (area) {
      area.value = entry.form.text;
      saved = area.value;
      count();
    }
    if (isFinal()) hold(true);
  }
}
