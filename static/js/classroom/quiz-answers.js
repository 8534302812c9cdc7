// @ts-check
// Keeps the answers of a paper: one request at a time, in the order they were given, each under a key of its
// own, so that one that is sent again is kept once. What cannot be sent stays on this device and is sent later.

import { csrfToken } from "../csrf.js";

const TYPING_MS = 700;
const LONGEST_WAIT_MS = 30_000;
const TIMEOUT_MS = 15_000;

// Each tab keeps what it waits to send under a name of its own, which begins with that of the attempt.
/**
 * @typedef {Record<string, string[]>} Fields what stands in the controls of a question, by name
 * @typedef {{ key: string, place: number, fields: Fields }} Entry
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 */

/** @param {string} attempt its UUID */
const storagePrefix = (attempt) => `attempt:${attempt}:`;

/** @param {string} prefix */
function storedUnder(prefix) {
  return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
}

// What was left on this device of an attempt that is over: answers that came too late, and flags.
/** @param {string} attempt its UUID */
export function forget(attempt) {
  try {
    for (const name of [...storedUnder(storagePrefix(attempt)), `flags:${attempt}`])
      localStorage.removeItem(name);
  } catch {
    /* nothing is stored then */
  }
}

// crypto.randomUUID is there on secure addresses only
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

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

export class Answers {
  /**
   * @param {HTMLFormElement} form
   * @param {{ saving: () => void, saved: (secondsLeft: number | null) => void, lost: () => void,
   *   read: (place: number, sentence: string) => void, signedOut: () => void, over: (sentence: string) => void, refused: (sentence: string) => void }} told what
   *   to call when answers are being saved, are saved, can't be sent, or aren't taken any more
   */
  constructor(form, told) {
    this.form = form;
    this.told = told;
    this.prefix = storagePrefix(form.dataset.attempt ?? "");
    this.name = this.prefix + newKey();
    /** @type {Map<HTMLElement, ReturnType<typeof setTimeout>>} */
    this.timers = new Map();
    /** @type {Entry[]} */
    this.queue = this.recall();
    /** @type {string | null} */
    this.inFlight = null;
    /** @type {Promise<void> | null} */
    this.sending = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.retry = undefined;
    this.isOver = false;
    this.failures = 0;
  }

  get isEmpty() {
    return this.queue.length === 0;
  }

  listen() {
    this.adopt();
    for (const entry of this.queue) {
      const question = /** @type {HTMLElement | null} */ (
        this.form.querySelector(`[data-question="${entry.place}"]`)
      );
      if (question) fill(question, entry.fields);
    }
    this.form.addEventListener("input", ({ target }) => {
      if (target instanceof Element) this.noticed(target, target.matches("input[type=text], textarea"));
    });
    for (const name of ["change", "answered"]) {
      this.form.addEventListener(name, ({ target }) => {
        if (target instanceof Element) this.noticed(target, false);
      });
    }
    addEventListener("pagehide", () => this.collect());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.collect();
      this.send();
    });
    addEventListener("online", () => {
      this.failures = 0;
      this.send();
    });
    this.send();
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
    if (!this.failures) this.told.saving();
  }

  // What is being typed at this moment, too.
  collect() {
    for (const question of [...this.timers.keys()]) this.add(question);
  }

  /** @param {HTMLElement} question */
  add(question) {
    clearTimeout(this.timers.get(question));
    this.timers.delete(question);
    const entry = { key: newKey(), place: Number(question.dataset.question), fields: fieldsOf(question) };
    // One that is on its way stays: only its answer tells whether it has arrived.
    this.queue = this.queue.filter((one) => one.place !== entry.place || one.key === this.inFlight);
    this.queue.push(entry);
    this.keep();
    this.send();
  }

  // Sends what waits. Resolves when nothing does, or when it cannot be sent now.
  async flush() {
    this.collect();
    do await this.send();
    while (this.queue.length && !this.failures && !this.isOver);
  }

  send() {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
      // An answer that came while the last one was being settled found a sender that was about to stop.
      if (this.queue.length && !this.failures && !this.isOver) this.send();
    });
    return this.sending;
  }

  async sendAll() {
    clearTimeout(this.retry);
    const work = async () => {
      while (this.queue.length && !this.isOver) {
        if (!(await this.sendOne(this.queue[0]))) return;
      }
    };
    // Tabs of the same attempt share what waits: they take turns.
    if (navigator.locks) await navigator.locks.request(this.prefix, work);
    else await work();
  }

  /**
   * @param {Entry} entry
   * @returns {Promise<boolean>} whether the next one may go
   */
  async sendOne(entry) {
    this.inFlight = entry.key;
    this.begin();
    try {
      const response = await fetch(`${this.form.dataset.api}answers/${entry.place}/`, {
        method: "PUT",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ key: entry.key, fields: entry.fields }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return await this.heard(entry, response);
    } catch {
      this.again();
      this.told.lost();
      return false;
    } finally {
      this.inFlight = null;
    }
  }

  /**
   * @param {Entry} entry
   * @param {Response} response
   */
  async heard(entry, response) {
    if (response.status >= 500 || response.status === 429) throw new Error(String(response.status));
    if (response.status === 401 || response.status === 403) {
      this.again();
      this.told.signedOut();
      return false;
    }
    const answer = await response.json();
    this.failures = 0;
    this.queue = this.queue.filter((one) => one.key !== entry.key);
    this.keep();
    if (response.ok) {
      this.told.read(entry.place, answer.reading);
      if (!this.queue.length && !this.timers.size) this.told.saved(answer.remaining_seconds);
      return true;
    }
    if (response.status === 409 && answer.code !== "question_closed") {
      this.isOver = true;
      this.queue = [];
      this.keep();
      this.told.over(answer.detail);
      return false;
    }
    this.told.refused(answer.detail);
    return true;
  }

  again() {
    clearTimeout(this.retry);
    this.failures += 1;
    this.retry = setTimeout(() => this.send(), Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.failures));
  }

  keep() {
    try {
      if (this.queue.length) localStorage.setItem(this.name, JSON.stringify(this.queue));
      else localStorage.removeItem(this.name);
    } catch {
      /* a browser that stores nothing still saves while it is online */
    }
  }

  // What tabs before this one could not send. Should one of them still be there and send it, too: the key is
  // the same, so it is kept once.
  /** @returns {Entry[]} */
  recall() {
    try {
      return storedUnder(this.prefix).flatMap((name) => JSON.parse(localStorage.getItem(name) ?? "[]"));
    } catch {
      return [];
    }
  }

  adopt() {
    try {
      for (const name of storedUnder(this.prefix)) localStorage.removeItem(name);
    } catch {
      /* see keep */
    }
    this.keep();
  }
}
