// The paper of a quiz: saves each answer as it is given, shows the time, and helps to find one's way.

import { account } from "../device/person.js";
import { tellSignedOut } from "../device/signed-out.js";
import { kept, outbox } from "../device/this-device.js";
import { wordsFor } from "../device/words.js";
import { Answers } from "./quiz-answers.js";
import { setUpControls } from "./quiz-controls.js";
import { setUpOutline } from "./quiz-outline.js";
import { setUpTimer } from "./quiz-timer.js";

const result = document.querySelector("[data-forget-answers]");
if (result) kept.remember(`flags:${result.dataset.forgetAnswers}`, undefined);

const paper = document.querySelector("form[data-paper]");
if (paper) setUp(paper);

function setUp(form) {
  const announce = (words) => {
    form.querySelector("[data-announce]").textContent = words;
  };
  setUpControls(form, announce);
  const outline = setUpOutline(form);
  if (!form.dataset.api) {
    form.addEventListener("submit", (event) => event.preventDefault());
    return;
  }
  const state = form.querySelector("[data-state]");
  const words = form.dataset;
  const timer = setUpTimer(form, { announce, isUp: () => submitWhenPossible() });

  const said = (what, answer) => wordsFor(what, { isDurable: kept.isDurable, answer });
  const answers = new Answers(form, outbox, {
    saving: () => show(said("saving")),
    saved: (seconds) => {
      timer.isNow(seconds);
      if (state.classList.contains("is-lost")) announce(words.wordsBack);
      show(words.wordsSaved);
    },
    // A live region: it is written only when it says something else.
    read: (place, sentence) => {
      const reading = form.querySelector(`[data-question="${place}"] [data-reading]`);
      if (reading && reading.textContent !== sentence) reading.textContent = sentence;
    },
    lost: () => fail(said("waiting")),
    signedOut: () => fail(said("signedOut")),
    refused: (detail) => fail(said("refused", { detail })),
    over: (sentence) => tellOver(sentence),
  });
  answers.listen();
  outline.refresh();

  function show(text) {
    state.classList.remove("is-lost");
    state.textContent = text;
  }

  function fail(text) {
    if (state.textContent === text) return;
    state.classList.add("is-lost");
    state.textContent = text;
    announce(text);
  }

  function tellOver(sentence) {
    timer.stop();
    show("");
    const dialog = form.querySelector("[data-over-dialog]");
    dialog.querySelector("[data-over-words]").textContent = sentence;
    for (const control of form.querySelectorAll(".paper__questions :is(input, select, textarea, button)"))
      control.disabled = true;
    if (!dialog.open) dialog.showModal();
  }

  // The form brings no answers: all are kept already, and another tab may have kept later ones.
  async function send(name, value = "1") {
    await answers.flush();
    if (answers.isOver) return false;
    if (!answers.isEmpty || !(await isThere())) return false;
    const body = document.createElement("form");
    Object.assign(body, { method: "post", action: form.action, hidden: true });
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [field, one] of Object.entries({ csrfmiddlewaretoken: token, kept: "1", [name]: value })) {
      body.append(
        Object.assign(document.createElement("input"), { type: "hidden", name: field, value: one }),
      );
    }
    document.body.append(body);
    HTMLFormElement.prototype.submit.call(body); // a field called submit hides the form's own
    return true;
  }

  // Whether the server can be reached, as this person: a form that is sent anyway would end on another page.
  async function isThere() {
    try {
      const headers = { Accept: "application/json", "X-Account": account() };
      const response = await fetch(form.dataset.api, { credentials: "same-origin", headers });
      if (response.ok) return true;
      if (response.status === 401) tellSignedOut({ isKept: kept.isDurable });
      fail(said(response.status === 401 ? "signedOut" : "waiting"));
    } catch {
      fail(said("waiting"));
    }
    return false;
  }

  const submit = () => send("submit");

  async function submitWhenPossible() {
    if (!(await submit()) && !answers.isOver) setTimeout(submitWhenPossible, 3000);
  }

  const dialog = form.querySelector("[data-submit-dialog]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.name === "check") send("check", button.value);
    else if (button?.name === "submit") ask();
    else answers.flush();
  });
  dialog.querySelector("[data-submit-yes]").addEventListener("click", () => {
    dialog.close();
    submit();
  });

  function ask() {
    const open = outline.unanswered();
    dialog.querySelector("[data-submit-words]").textContent =
      (open.length ? words.wordsUnanswered.replace("%(list)s", open.join(", ")) : words.wordsComplete) +
      ` ${form.querySelector("[data-left]").textContent}`;
    dialog.showModal();
  }
}
