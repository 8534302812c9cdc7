// @ts-check
// Sends what the device keeps, one at a time, oldest first, from whatever page is open; keeps each until the
// server has confirmed it, and says what became of it.

import { csrfToken } from "../csrf.js";

const TIMEOUT_MS = 15_000;
const LONGEST_WAIT_MS = 30_000;
const KEEPALIVE_LETTERS = 15_000; // browsers take 64 kB of such requests in all, and a letter may be four bytes

/**
 * @typedef {import("./kept.js").Entry} Entry
 * @typedef {import("./kept.js").Work} Work
 * @typedef {"saving" | "saved" | "waiting" | "signedOut" | "otherAccount" | "refused"} State waiting: it
 *   couldn't be sent now, and will be
 * @typedef {(state: State, told: { entry: Entry, answer: any }) => void} Listener
 */

/**
 * What an answer means for what was sent.
 * @param {number} status of HTTP
 * @param {any} answer its JSON; null for anything else, such as the page of a hotspot
 * @returns {State}
 */
export function stateOf(status, answer) {
  if (status === 401) return "signedOut";
  if (status === 409 && answer?.code === "other_account") return "otherAccount";
  if (answer === null || status >= 500 || [408, 425, 429].includes(status)) return "waiting";
  if (status === 403 && answer.code === "csrf") return "waiting";
  return status < 300 ? "saved" : "refused";
}

/**
 * @param {Entry} entry
 * @param {string} account
 * @returns {RequestInit}
 */
function requestOf(entry, account) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken(), "X-Account": account };
  /** @type {string | FormData} */
  let body;
  let letters = 0;
  if (entry.json) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify({ ...entry.json, ...("age" in entry.json ? { age: ageOf(entry) } : {}) });
    letters = body.length;
  } else {
    body = new FormData();
    for (const [name, value] of Object.entries(entry.form ?? {})) {
      body.set(name, value);
      letters += value.length;
    }
  }
  const keepalive = letters < KEEPALIVE_LETTERS;
  return { method: entry.method ?? "POST", credentials: "same-origin", headers, body, keepalive };
}

// By the device's clock twice, so that a clock that is wrong changes nothing.
/** @param {Entry} entry */
const ageOf = (entry) => Math.max(0, Math.round((Date.now() - entry.at) / 1000));

export class Outbox {
  /**
   * @param {import("./kept.js").Kept} kept
   * @param {{ account: string, signedIn?: () => string, channel?: BroadcastChannel | null }} options account:
   *   whose work it is. signedIn: the account that the browser is signed in with, as far as it knows. channel: to
   *   other tabs of the account: each sends for all
   */
  constructor(kept, { account, signedIn = () => account, channel = null }) {
    this.kept = kept;
    this.channel = channel;
    this.account = account;
    this.signedIn = signedIn;
    /** @type {{ prefix: string, listener: Listener }[]} */
    this.listeners = [];
    /** @type {Set<string>} */
    this.inFlight = new Set();
    /** @type {Promise<void> | null} */
    this.sending = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.retry = undefined;
    this.failures = 0;
    this.hasFailed = false; // in this round
    this.isSignedOut = false;
  }

  listen() {
    this.channel?.addEventListener("message", ({ data: { state, entry, answer } }) =>
      this.tell(state, entry, answer),
    );
    addEventListener("online", () => this.now());
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.leave();
      else this.now();
    });
  }

  /**
   * @param {string} prefix of the subjects to hear of
   * @param {Listener} listener
   */
  on(prefix, listener) {
    this.listeners.push({ prefix, listener });
  }

  /** @param {string} subject */
  isHeard(subject) {
    return this.listeners.some(({ prefix }) => prefix && subject.startsWith(prefix));
  }

  /**
   * Keep work, and send it as soon as it can be.
   * @param {Work} work
   * @param {string} [instead] the id of a refused entry that this one says all of
   */
  put(work, instead) {
    const entry = this.kept.put(work, instead);
    this.send();
    return entry;
  }

  /** @param {string} [prefix] of subjects */
  waiting(prefix = "") {
    return this.kept.all().filter((entry) => !entry.refused && entry.subject.startsWith(prefix));
  }

  refused() {
    return this.kept.all().filter((entry) => entry.refused);
  }

  /** Without waiting for the next attempt. */
  now() {
    this.failures = 0;
    return this.send();
  }

  /**
   * Sends what waits. Resolves when nothing of these subjects does, or when it can't be sent now.
   * @param {string} [prefix]
   */
  async flush(prefix = "") {
    do await this.now();
    while (this.waiting(prefix).length && !this.failures && !this.isSignedOut);
    return this.waiting(prefix).length === 0;
  }

  send() {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
      // What came while the last one was being settled found a sender that was about to stop.
      if (this.waiting().length && !this.failures && !this.isSignedOut) this.send();
    });
    return this.sending;
  }

  async sendAll() {
    clearTimeout(this.retry);
    const work = async () => {
      const tried = new Set();
      this.hasFailed = false;
      for (;;) {
        const entry = this.waiting().find(({ id }) => !tried.has(id));
        if (!entry) return;
        tried.add(entry.id);
        const state = await this.sendOne(entry);
        if (state === null) continue;
        for (const other of this.waiting()) if (!tried.has(other.id)) this.tell(state, other, null);
        return;
      }
    };
    // Tabs share what waits: they take turns.
    if (navigator.locks) await navigator.locks.request(`outbox:${this.account}`, work);
    else await work();
  }

  /**
   * @param {Entry} entry
   * @returns {Promise<State | null>} null: the next one may go; else what holds for all that waits
   */
  async sendOne(entry) {
    if (this.signedIn() && this.signedIn() !== this.account) return this.become("otherAccount", entry, null);
    this.inFlight.add(entry.id);
    this.tell("saving", entry, null);
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(entry.url, { ...requestOf(entry, this.account), signal });
      const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
      const answer = isJson ? await response.json() : null;
      if (answer?.code === "csrf") await fetch(location.href, { credentials: "same-origin" }); // brings a token
      return this.become(stateOf(response.status, answer), entry, answer, true);
    } catch {
      return this.become("waiting", entry, null);
    } finally {
      this.inFlight.delete(entry.id);
    }
  }

  /**
   * @param {State} state
   * @param {Entry} entry
   * @param {any} answer
   * @param {boolean} wasReached whether the server spoke, so that what else waits may go
   */
  become(state, entry, answer, wasReached = false) {
    this.isSignedOut = state === "signedOut" || state === "otherAccount";
    if (state === "waiting") this.again();
    else if (!this.isSignedOut && !this.hasFailed) this.failures = 0;
    if (state === "saved" || (state === "refused" && !entry.about)) this.kept.drop(entry.id);
    else if (state === "refused")
      this.kept.refuse(entry, {
        sentence: answer.detail ?? answer.sentence ?? "",
        code: answer.code ?? "",
      });
    this.tell(state, entry, answer);
    if (state === "saved" || state === "refused") this.channel?.postMessage({ state, entry, answer });
    return wasReached && !this.isSignedOut ? null : state;
  }

  again() {
    clearTimeout(this.retry);
    this.hasFailed = true;
    this.failures += 1;
    this.retry = setTimeout(() => this.send(), Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.failures));
  }

  /**
   * @param {State} state
   * @param {Entry} entry
   * @param {any} answer
   */
  tell(state, entry, answer) {
    for (const { prefix, listener } of this.listeners)
      if (entry.subject.startsWith(prefix)) listener(state, { entry, answer });
  }

  // The page may be gone any moment: all goes at once, and the browser finishes it. Should nobody hear the
  // answers, the next page sends it again.
  leave() {
    if (this.isSignedOut || this.failures) return;
    for (const entry of this.waiting()) if (!this.inFlight.has(entry.id)) this.sendOne(entry);
  }
}
