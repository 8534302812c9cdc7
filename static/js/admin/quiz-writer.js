/** The screen that writes a quiz: adds, moves and removes without sending the form, and takes the keyboard. */

import { addRow, ready } from "./question-rows.js";
import { fieldsOf, isWaiting, KeptQuiz } from "./quiz-writer-kept.js";

const AUTOSAVE_AFTER = 15000; // milliseconds without a key
const KEEP_AFTER = 800;

const form = document.querySelector("[data-quiz-writer]");
if (form) start(form);

function start(form) {
  const items = form.querySelector("[data-items]");
  const state = form.querySelector("[data-state]");
  let isChanged = false;
  let timer = 0;
  let isSaving = false;
  let keepTimer = 0;
  const device = new KeptQuiz({
    account: form.dataset.account,
    keys: form.dataset.deviceKeys.split(" "),
    storage: () => localStorage,
    path: location.pathname,
  });

  form.classList.add("has-script");
  ready(form);

  const say = (words) => {
    state.textContent = words;
  };
  const nextKey = () => Math.max(0, ...[...items.children].map((item) => Number(item.dataset.item))) + 1;
  const firstField = (item) =>
    item?.querySelector("[data-prompt]") ??
    item?.querySelector("[data-main]") ??
    item?.querySelector("select, textarea, input:not([type=hidden]), button");

  function changed() {
    isChanged = true;
    say(form.dataset.wordUnsaved);
    clearTimeout(timer);
    timer = setTimeout(autosave, AUTOSAVE_AFTER);
    clearTimeout(keepTimer);
    keepTimer = setTimeout(keepHere, KEEP_AFTER);
  }

  function keepHere(isSent = false) {
    clearTimeout(keepTimer);
    device.keep(fieldsOf(new FormData(form)), Date.now(), isSent);
  }

  const notSaved = () => (device.isDurable ? form.dataset.wordKept : form.dataset.wordUnsaved);

  /** Offer what was typed here and never saved; the server draws it again as it was typed. */
  function offerKept() {
    const written = device.written();
    const bar = form.querySelector("[data-kept-bar]");
    if (!isWaiting(written, form.elements.base.value)) {
      device.forget();
      return;
    }
    bar.querySelector("time").textContent = new Date(written.at).toLocaleString(
      document.documentElement.lang,
    );
    bar.hidden = false;
    bar.querySelector("[data-kept-drop]").addEventListener("click", () => {
      device.forget();
      bar.hidden = true;
      firstField(items.firstElementChild)?.focus();
    });
    bar.querySelector("[data-kept-restore]").addEventListener("click", () => {
      const again = document.createElement("form");
      again.method = "post";
      const token = ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value];
      for (const [name, value] of [token, ["do", "restore"], ...written.fields]) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name, value });
        again.append(field);
      }
      document.body.append(again);
      again.submit();
    });
  }

  function blank(kind, key) {
    const template = document.querySelector(`template[data-blank="${kind}"]`);
    const item = template.content.firstElementChild.cloneNode(true);
    item.dataset.item = String(key);
    item.id = `item-${key}`;
    for (const field of item.querySelectorAll("[name]")) {
      if (field.name === "item") field.value = String(key);
      field.name = field.name.replace(/^i0-/, `i${key}-`);
      if (field.name === "do") field.value = field.value.replace(/:0$/, `:${key}`);
    }
    return item;
  }

  function add(kind, after = null) {
    const item = blank(kind, nextKey());
    if (after) after.after(item);
    else items.append(item);
    ready(item);
    firstField(item).focus();
    item.scrollIntoView({ block: "nearest" });
    if (kind === "draw") askBank(item);
    changed();
  }

  function move(item, by) {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    const focused = document.activeElement;
    if (by < 0) other.before(item);
    else other.after(item);
    if (item.contains(focused)) focused.focus();
    item.scrollIntoView({ block: "nearest" });
    changed();
  }

  function toggle(item) {
    const field = item.querySelector("[data-removed]");
    field.value = field.value ? "" : "1";
    item.querySelector(".quiz-item-summary").textContent =
      item.querySelector("[data-prompt]")?.value.slice(0, 120) ||
      item.querySelector(".quiz-item-summary").textContent;
    item.classList.toggle("is-removed", Boolean(field.value));
    item.querySelector("[data-remove]").focus();
    changed();
    say(field.value ? form.dataset.wordRemoved : form.dataset.wordBack);
  }

  /** Show the fields of another kind, with what was typed where both have it. */
  function changeKind(item, kind) {
    const key = item.dataset.item;
    const content = item.querySelector("[data-content]");
    const typed = [...content.querySelectorAll("[name]")].map((field) => [field.name, field]);
    const fresh = blank(kind, key).querySelector("[data-content]");
    content.replaceWith(fresh);
    ready(fresh);
    for (const [name, old] of typed) {
      const row = name.match(/^i\d+-(?:option|pair|item)-(\d+)-/);
      if (row && old.value) {
        const rows = fresh.querySelector("[data-rows]");
        while (
          rows &&
          !fresh.querySelector(`[name="${name}"]`) &&
          name.includes(`-${rows.dataset.rows}-`) &&
          addRow(rows)
        );
      }
      if (old.matches("[data-right]")) {
        const right = fresh.querySelector(`[data-right][value="${old.value}"]`);
        if (right && old.checked) right.checked = true;
        continue;
      }
      const field = fresh.querySelector(`[name="${name}"]:not([type=radio])`);
      if (!field) continue;
      if (field.type === "checkbox") field.checked = old.checked;
      else field.value = old.value;
    }
  }

  async function askBank(item) {
    const course = form.elements.course?.value;
    if (!course) return;
    const query = new URLSearchParams({
      course,
      tag: item.querySelector("[data-draw-tag]").value,
      difficulty: item.querySelector("[data-draw-difficulty]").value,
    });
    const answer = await fetch(`${form.dataset.bankAddress}?${query}`).catch(() => null);
    if (answer?.ok) item.querySelector("[data-in-bank]").textContent = (await answer.json()).words;
  }

  async function autosave() {
    if (!isChanged || isSaving || form.querySelector("[data-save]").disabled) return;
    isSaving = true;
    isChanged = false;
    const body = new FormData(form);
    body.set("do", "autosave");
    try {
      const answer = await fetch(form.action || location.href, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
      });
      const told = answer.ok ? await answer.json() : { saved: false };
      if (told.saved) keep(told);
      if (told.saved && !isChanged) device.forget();
      say((told.saved ? !isChanged && told.words : told.words) || notSaved());
      isChanged ||= !told.saved;
    } catch {
      isChanged = true;
      say(notSaved());
    } finally {
      isSaving = false;
    }
  }

  function keep(told) {
    form.elements.base.value = told.base;
    for (const [key, [id, base]] of Object.entries(told.items)) {
      const item = items.querySelector(`[data-item="${key}"]`);
      if (!item?.querySelector("[data-id]")) continue;
      item.querySelector("[data-id]").value = id;
      item.querySelector("[data-base]").value = base;
    }
    if (location.pathname !== told.address) {
      form.action = told.address;
      history.replaceState(null, "", told.address);
      device.moveTo(told.address);
    }
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const item = button?.closest("[data-item]");
    if (button?.matches("[data-add]")) add(button.dataset.add);
    else if (item && button.matches("[data-up]")) move(item, -1);
    else if (item && button.matches("[data-down]")) move(item, 1);
    else if (item && button.matches("[data-remove]")) toggle(item);
    else return;
    event.preventDefault();
  });

  form.addEventListener("change", (event) => {
    const item = event.target.closest("[data-item]");
    if (event.target.matches("[data-kind]")) changeKind(item, event.target.value);
    if (event.target.matches("[data-draw-tag], [data-draw-difficulty]")) askBank(item);
    changed();
  });
  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    if (isChanged) keepHere(true);
    isChanged = false;
    clearTimeout(timer);
  });
  addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });

  form.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-item]");
    const isCommand = event.ctrlKey || event.metaKey;
    const bar = event.target.closest("[data-add-bar]");
    if (isCommand && event.key === "Enter")
      add(item?.querySelector("[data-kind]")?.value ?? form.querySelector("[data-add]").dataset.add, item);
    else if (isCommand && event.code === "KeyS") form.querySelector("[data-save]").click();
    else if (event.altKey && event.code === "KeyA") form.querySelector("[data-add]").focus();
    else if (event.altKey && item && event.key === "ArrowUp") move(item, -1);
    else if (event.altKey && item && event.key === "ArrowDown") move(item, 1);
    else if (event.altKey && item && event.key === "Delete") toggle(item);
    else if (bar && /^[1-9]$/.test(event.key))
      form.querySelectorAll("[data-add]")[Number(event.key) - 1].click();
    else if (bar && event.code === "KeyD") form.querySelector('[data-add="draw"]').click();
    else if (bar && event.code === "KeyB") form.querySelector("[data-bank-query]").focus();
    else if (event.key === "Enter" && event.target.matches("[data-bank-query]"))
      form.querySelector("[data-bank-search]").click();
    // Enter in a field of one line would press the first button there is.
    else if (event.key === "Enter" && event.target.matches("input:not([type=submit])"))
      event.preventDefault();
    else return;
    event.preventDefault();
  });

  // A page that a form came back on has what was typed; anything else may have left something behind.
  if (form.dataset.isTyped) isChanged = true;
  else offerKept();

  const wanted = form.dataset.focus;
  if (wanted === "bank") form.querySelector('[name="pick"], [data-bank-query]').focus();
  else if (wanted === "pasted") form.elements.pasted.focus();
  else if (wanted) firstField(document.getElementById(wanted))?.focus();
  const wrong = form.querySelector(".quiz-item .content-error, .has-error");
  if (wrong) firstField(wrong.closest(".quiz-item, .quiz-field"))?.focus();
}
