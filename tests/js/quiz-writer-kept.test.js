// What a device keeps of a quiz that is being written: all that was typed, sealed, until it's saved.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { fieldsOf, isWaiting, KeptQuiz } from "../../static/js/admin/quiz-writer-kept.js";
import { storage } from "./browser.js";

const NEW = "/admin/academy/quizzes/write/";
const keptOf = (stored, path = NEW, account = "mia", key = "0a") =>
  new KeptQuiz({ account, keys: [key.repeat(32)], storage: () => stored, path });
const typed = (base = "") => [
  ["base", base],
  ["title", "Sums"],
  ["item", "1"],
  ["item", "2"],
  ["i1-prompt", "Half a quest"],
];

describe("fieldsOf", () => {
  test("keeps every field in its order, and neither the token nor the button", () => {
    const data = new FormData();
    for (const [name, value] of typed()) data.append(name, value);
    for (const name of ["csrfmiddlewaretoken", "do", "bank_q", "pick"]) data.append(name, "x");
    assert.deepEqual(fieldsOf(data), typed());
  });
});

describe("KeptQuiz", () => {
  test("the next visit finds it, by the page that it's of", () => {
    const stored = storage();
    keptOf(stored).keep(typed(), 5);
    assert.deepEqual(keptOf(stored).written(), { at: 5, isSent: false, fields: typed() });
    assert.equal(keptOf(stored, "/admin/academy/quizzes/7/write/").written(), null);
  });

  test("another account of the same browser neither finds nor reads it", () => {
    const stored = storage();
    keptOf(stored).keep(typed(), 5);
    assert.equal(keptOf(stored, NEW, "ravi", "0b").written(), null);
    assert.equal(keptOf(stored, NEW, "mia", "0b").written(), null);
    assert.doesNotMatch(JSON.stringify({ ...stored }), /Sums|Half/);
  });

  test("a new quiz that was saved takes what is kept to its own page", () => {
    const stored = storage();
    const kept = keptOf(stored);
    kept.keep(typed(), 5);
    kept.moveTo("/admin/academy/quizzes/7/write/");
    assert.equal(keptOf(stored).written(), null);
    assert.equal(keptOf(stored, "/admin/academy/quizzes/7/write/").written()?.at, 5);
    kept.forget();
    assert.deepEqual(Object.keys(stored), []);
  });

  test("says so where the browser stores nothing", () => {
    const kept = keptOf(storage({ isFull: true }));
    kept.keep(typed(), 5);
    assert.equal(kept.isDurable, false);
  });
});

describe("isWaiting", () => {
  const written = (base, isSent) => ({ at: 1, isSent, fields: typed(base) });
  for (const [words, value, base, expected] of [
    ["nothing was kept", null, "4", false],
    ["typed, and never sent", written("4", false), "4", true],
    ["typed, and somebody else saved since", written("4", false), "5", true],
    ["sent, and saved: the page is of a newer revision", written("4", true), "5", false],
    ["sent, and never arrived", written("4", true), "4", true],
  ]) {
    test(words, () => assert.equal(isWaiting(value, base), expected));
  }
});
