// @ts-check
// The answers of a paper, by way of the outbox: each is kept on this device until the server has it, under a key
// of its own, so that one that is sent again is kept once.

import { newKey } from "../device/kept.js";

const TYPING_MS = 700;

/**
 * @typedef {Record<string, string[]>} Fields what stands in the controls of a question, by name
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 */

/**
 * @param {HTMLElement} question
 * @returns {NodeListOf<Control>}
 */
const controlsOf = (question) => question.querySelectorAll(`[name^="q${question.dataset.question}-"]`);

/** @param {Control} control */
const isChoice = (control) => control.type === "radio" || control.type === "checkbox";

/**
 * What is answered in a question now.
 * @param {HTMLElement} question
 */
export function fieldsOf(question) {
  const prefix = `q${question.dataset.question}-`;
  /** @type {Fields} */
  const fields = {};
  for (const control of controlsOf(question)) {
    if (control.value === "" || (isChoice(control) && "checked" in control && !control.checked)) continue;
    const name = control.name.slice(prefix.length);
    fields[name] ??= [];
    fields[name].push(control.value);
  }
  return fields;
}

/**
 * Puts an answer back into its controls.
 * @param {HTMLElement} question
 * @param {Fields} fields
 */
export function fill(question, fields) {
  const prefix = `q${question.dataset.question}-`;
  for (const control of controlsOf(question)) {
    const values = fields[control.name.slice(prefix.length)] ?? [];
    if ("checked" in control && isChoice(control)) control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  }
}

/**
 * An answer in words, for whoever has to be shown it again.
 * @param {HTMLElement} question
 */
export function wordsOf(question) {
  const words = [];
  for (const control of controlsOf(question)) {
    if (control.value === "" || (isChoice(control) && "checked" in control && !control.checked)) continue;
    const label = isChoice(control) ? control.labels?.[0]?.textContent : control.value;
    if (label?.trim()) words.push(label.trim().replace(/\s+/g, " "));
  }
  return `${question.dataset.question}: ${words.join(" · ")}`;
}

export class Answers {
  /**
   * @param {HTMLFormElement} form
   * @param {import("../device/outbox.js").Outbox} outbox
   * @param {{ saving: () => void, saved: (secondsLeft: number | null) => void, lost: () => void,
   *   read: (place: number, sentence: string) => void, signedOut: () => void,
   *   over: (sentence: string) => void, refused: (sentence: string) => void }} told what to call when answers
   *   are being saved, are saved, can't be sent, or aren't taken any more. read: how the server reads one
   */
  constructor(form, outbox, told) {
    this.form = form;
    this.outbox = outbox;
    this.told = told;
    this.prefix = `attempt:${form.dataset.attempt ?? ""}:`;
    /** @type {Map<HTMLElement, ReturnType<typeof setTimeout>>} */
    this.timers = new Map();
    this.isOver = false;
  }

  get isEmpty() {
    return this.outbox.waiting(this.prefix).length === 0;
  }

  listen() {
    this.recall();
    this.outbox.on(this.prefix, (state, { answer }) => this.heard(state, answer));
    this.form.addEventListener("input", ({ target }) => {
      if (target instanceof Element) this.noticed(target, target.matches("input[type=text], textarea"));
    });
    for (const name of ["change", "answered"]) {
      this.form.addEventListener(name, ({ target }) => {
        if (target instanceof Element) this.noticed(target, false);
      });
    }
    // before the outbox sends what it has
    addEventListener("pagehide", () => this.collect(), { capture: true });
    document.addEventListener("visibilitychange", () => this.collect(), { capture: true });
  }

  // What could not be sent the last time stands in its controls again.
  recall() {
    for (const { subject, json } of this.outbox.waiting(this.prefix)) {
      const place = subject.slice(this.prefix.length);
      const question = /** @type {HTMLElement | null} */ (
        this.form.querySelector(`[data-question="${place}"]`)
      );
      if (question) fill(question, /** @type {{ fields: Fields }} */ (json).fields);
    }
  }

  /**
   * @param {Element} control
   * @param {boolean} isTyping
   */
  noticed(control, isTyping) {
    const question = /** @type {HTMLElement | null} */ (control.closest("[data-question]"));
    if (!question || this.isOver) return;
    this.begin();
    clearTimeout(this.timers.get(question));
    this.timers.set(
      question,
      setTimeout(() => this.add(question), isTyping ? TYPING_MS : 0),
    );
  }

  // While there is no connection, that stays said until an answer arrives.
  begin() {
    if (!this.outbox.failures && !this.outbox.isSignedOut) this.told.saving();
  }

  // What is being typed at this moment, too.
  collect() {
    for (const question of [...this.timers.keys()]) this.add(question);
  }

  /** @param {HTMLElement} question */
  add(question) {
    clearTimeout(this.timers.get(question));
    this.timers.delete(question);
    const place = question.dataset.question;
    this.outbox.put({
      subject: `${this.prefix}${place}`,
      url: `${this.form.dataset.api}answers/${place}/`,
      method: "PUT",
      json: { key: newKey(), fields: fieldsOf(question) },
      about: { title: document.title, text: wordsOf(question), place: location.pathname },
    });
  }

  // Sends what waits. Resolves when nothing does, or when it cannot be sent now.
  async flush() {
    this.collect();
    await this.outbox.flush(this.prefix);
  }

  /**
   * @param {import("../device/outbox.js").State} state
   * @param {any} answer
   */
  heard(state, answer) {
    if (state === "saving") this.begin();
    if (state === "waiting") this.told.lost();
    if (state === "signedOut") this.told.signedOut();
    if (state === "saved") this.told.read(answer.place, answer.reading);
    if (state === "saved" && this.isEmpty && !this.timers.size) this.told.saved(answer.remaining_seconds);
    if (state !== "refused") return;
    if (answer.status === 409 && answer.code !== "question_closed") {
      this.isOver = true;
      this.told.over(answer.detail);
    } else this.told.refused(answer.detail);
  }
}
