// @ts-check
// What this device keeps for one account: work that the server hasn't confirmed, and small things to remember.
// Names begin with the account's, values are sealed with its key. Pure: storage is handed in.

import { open, seal } from "./sealed.js";

/**
 * Work on its way to the server. An entry holds all there is to say of its subject: a newer one replaces it.
 * @typedef {{ subject: string, url: string, method?: string, json?: object, form?: Record<string, string>,
 *   about?: { title: string, text: string, place: string } }} Work what to send, and what to tell the person of
 *   it. subject: what it is the latest word on. about: only of what a person wrote; place: the page it was on
 * @typedef {Work & { id: string, at: number, refused?: { sentence: string, code: string } }} Entry at: by this
 *   device's clock, in milliseconds. refused: the server won't have it; it stays until the person says so
 */

// crypto.randomUUID is there on secure addresses only
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** @param {string} account its name on devices */
export const workPrefix = (account) => `kept:${account}:work:`;

export class Kept {
  /**
   * @param {{ account: string, keys: string[], storage: () => Storage }} options account: its name on devices.
   *   keys: the first one seals, each opens. storage: may throw where the browser stores nothing
   */
  constructor({ account, keys, storage }) {
    this.prefix = workPrefix(account);
    this.memoryName = `kept:${account}:memory`;
    this.keys = keys;
    this.storage = storage;
    /** @type {Map<string, string>} what the browser would not store: lasts as long as the page */
    this.unstored = new Map();
    /** @type {Map<string, { sealed: string, value: any }>} */
    this.opened = new Map();
    this.sequence = 0;
  }

  /** Whether all of it outlives this page. */
  get isDurable() {
    return this.unstored.size === 0;
  }

  /**
   * Keep work in the place of what waits of its subject. What the server refused stays beside it.
   * @param {Work} work
   * @param {string} [instead] the id of a refused entry that this one says all of
   * @returns {Entry}
   */
  put(work, instead) {
    const before = this.of(work.subject).filter(({ id, refused }) => !refused || id === instead);
    this.sequence += 1;
    const entry = { ...work, id: newKey(), at: Date.now() + this.sequence / 1000 };
    this.write(this.prefix + entry.id, entry);
    for (const { id } of before) this.drop(id);
    return entry;
  }

  /** @returns {Entry[]} oldest first */
  all() {
    const names = new Set([...this.storedNames(), ...this.unstored.keys()]);
    /** @type {Entry[]} */
    const entries = [];
    for (const name of names) {
      const entry = name.startsWith(this.prefix) ? this.read(name) : null;
      if (entry) entries.push(entry);
    }
    return entries.sort((one, other) => one.at - other.at);
  }

  /** @param {string} subject */
  of(subject) {
    return this.all().filter((entry) => entry.subject === subject);
  }

  /** @param {string} id */
  has(id) {
    return this.read(this.prefix + id) !== null;
  }

  /**
   * The server won't have it: it stays, and is not sent by itself any more.
   * @param {Entry} entry
   * @param {{ sentence: string, code: string }} refused
   */
  refuse(entry, refused) {
    if (this.has(entry.id)) this.write(this.prefix + entry.id, { ...entry, refused });
  }

  /**
   * Confirmed, or given up by the person.
   * @param {string} id
   */
  drop(id) {
    this.remove(this.prefix + id);
  }

  /** @param {string} name @param {any} value plain; undefined forgets it */
  remember(name, value) {
    const memory = { ...this.read(this.memoryName), [name]: value };
    if (value === undefined) delete memory[name];
    if (Object.keys(memory).length) this.write(this.memoryName, memory);
    else this.remove(this.memoryName);
  }

  /** @param {string} name */
  recall(name) {
    return this.read(this.memoryName)?.[name] ?? null;
  }

  storedNames() {
    try {
      return Object.keys(this.storage());
    } catch {
      return [];
    }
  }

  /** @param {string} name @param {any} value */
  write(name, value) {
    const sealed = seal(this.keys[0], JSON.stringify(value));
    this.opened.set(name, { sealed, value });
    try {
      this.storage().setItem(name, sealed);
      this.unstored.delete(name);
    } catch {
      this.unstored.set(name, sealed);
    }
  }

  /** @param {string} name */
  read(name) {
    const sealed = this.unstored.get(name) ?? this.stored(name);
    if (!sealed) return null;
    const known = this.opened.get(name);
    if (known?.sealed === sealed) return known.value;
    const value = this.unsealed(sealed);
    this.opened.set(name, { sealed, value });
    return value;
  }

  /** @param {string} name */
  stored(name) {
    try {
      return this.storage().getItem(name);
    } catch {
      return null;
    }
  }

  /** @param {string} sealed */
  unsealed(sealed) {
    for (const key of this.keys) {
      const text = open(key, sealed);
      if (text !== null) return JSON.parse(text);
    }
    return null; // another's, or tampered with
  }

  /** @param {string} name */
  remove(name) {
    this.opened.delete(name);
    this.unstored.delete(name);
    try {
      this.storage().removeItem(name);
    } catch {
      /* nothing was stored then */
    }
  }
}
