// @ts-check
// What this device keeps of a quiz that is being written, until the server has all of it. Sealed, like all that
// a device keeps of an account. Pure: storage and clock are handed in.

import { Kept } from "../device/kept.js";

/**
 * @typedef {{ at: number, isSent: boolean, fields: [string, string][] }} Written at: in milliseconds, by this
 *   device's clock. isSent: the whole form was sent since, and may have been saved
 */

// What says nothing of the quiz, or isn't to be sent a second time.
const PASSED_OVER = new Set(["csrfmiddlewaretoken", "do", "bank_q", "pick"]);

/** @param {FormData} data @returns {[string, string][]} */
export const fieldsOf = (data) =>
  /** @type {[string, string][]} */ (
    [...data.entries()].filter(([name, value]) => !PASSED_OVER.has(name) && typeof value === "string")
  );

/** @param {Written | null} written @param {string} base the revision that the page was drawn of */
export function isWaiting(written, base) {
  if (!written) return false;
  const before = written.fields.find(([name]) => name === "base")?.[1] ?? "";
  return !written.isSent || before === base;
}

export class KeptQuiz {
  /**
   * @param {{ account: string, keys: string[], storage: () => Storage, path: string }} options account: its name
   *   on devices. keys: the first one seals, each opens. path: of the page that writes the quiz
   */
  constructor({ account, keys, storage, path }) {
    this.kept = new Kept({ account, keys, storage });
    this.path = path;
  }

  get name() {
    return `quiz:${this.path}`;
  }

  /** Whether what it keeps outlives the page. */
  get isDurable() {
    return this.kept.isDurable;
  }

  /** @param {[string, string][]} fields @param {number} at @param {boolean} [isSent] */
  keep(fields, at, isSent = false) {
    this.kept.remember(this.name, { at, isSent, fields });
  }

  /** @returns {Written | null} */
  written() {
    return this.kept.recall(this.name);
  }

  forget() {
    this.kept.remember(this.name, undefined);
  }

  /** A new quiz has got an address of its own. @param {string} path */
  moveTo(path) {
    const written = this.written();
    this.forget();
    this.path = path;
    if (written) this.keep(written.fields, written.at, written.isSent);
  }
}
