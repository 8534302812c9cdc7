// @ts-check
// Which files are taken, in which order, and what becomes of an answer. No page here: unit-tested.

/** @typedef {{name: string, size: number}} Named */

const NATURALLY = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/**
 * Files in the order of their names, as people count (2 before 10), and those beyond the most at once.
 * @template {Named} T @param {T[]} files @param {number} most
 * @returns {{taken: T[], left: T[]}}
 */
export function inOrder(files, most) {
  const sorted = [...files].sort((one, other) => NATURALLY.compare(one.name, other.name));
  return { taken: sorted.slice(0, most), left: sorted.slice(most) };
}

/**
 * Why a file need not be sent at all: the name of the words that say it, or nothing.
 * @param {Named} file @param {number} mostBytes @returns {"tooLarge" | "empty" | ""}
 */
export function refusal(file, mostBytes) {
  if (file.size > mostBytes) return "tooLarge";
  return file.size === 0 ? "empty" : "";
}

/** The server's disk is full: trying again at once would change nothing. */
const NO_SPACE = 507;

/**
 * What to do about an answer. status: 0 where nobody answered; isTold: whether it was ours.
 * A refusal is final until somebody asks again; what got lost on the way is sent again by itself.
 * @param {number} status @param {boolean} isTold @param {number} tries how many there were, this one included
 * @returns {"done" | "refused" | "again" | "lost"}
 */
export function outcome(status, isTold, tries, mostTries = 3) {
  if (status === 200 && isTold) return "done";
  if (isTold && ((status >= 400 && status < 500) || status === NO_SPACE)) return "refused";
  const isPassing = status === 0 || status === 429 || status >= 500;
  return isPassing && tries < mostTries ? "again" : "lost";
}

/** How long to wait before the next try, in milliseconds. @param {number} tries */
export function pause(tries) {
  return 1500 * 2 ** (tries - 1);
}
