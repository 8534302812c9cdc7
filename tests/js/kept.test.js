// What a device keeps: for one account, sealed, newest word of each subject, and truthfully.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Kept } from "../../static/js/device/kept.js";
import { storage } from "./browser.js";

const KEY = "0a".repeat(32);
const OTHER_KEY = "0b".repeat(32);
const mia = (stored, keys = [KEY]) => new Kept({ account: "mia", keys, storage: () => stored });
const ravi = (stored) => new Kept({ account: "ravi", keys: [OTHER_KEY], storage: () => stored });
const work = (subject, text) => ({
  subject,
  url: "/notes/",
  form: { body: text },
  about: { title: "Note", text, place: "/lesson/" },
});
const texts = (kept) => kept.all().map(({ form }) => form.body);

describe("Kept", () => {
  test("a newer word on a subject takes the place of the one that waits; the order stays by time", () => {
    const kept = mia(storage());
    kept.put(work("note:1", "first"));
    kept.put(work("note:2", "second"));
    kept.put(work("note:1", "better"));
    assert.deepEqual(texts(kept), ["second", "better"]);
  });

  test("another tab, and the next visit, find it", () => {
    const stored = storage();
    mia(stored).put(work("note:1", "words"));
    assert.deepEqual(texts(mia(stored)), ["words"]);
  });

  test("what one tab drops is gone for the other, too", () => {
    const stored = storage();
    const [one, other] = [mia(stored), mia(stored)];
    const { id } = one.put(work("note:1", "words"));
    assert.equal(other.all().length, 1);
    other.drop(id);
    assert.deepEqual(one.all(), []);
  });

  test("nothing that is stored names the person, the work or its place", () => {
    const stored = storage();
    const kept = mia(stored);
    kept.put(work("note:1", "my own words"));
    kept.remember("flags:attempt", ["3"]);
    const all = Object.keys(stored)
      .map((name) => name + stored.getItem(name))
      .join();
    for (const secret of ["own words", "note", "lesson", "attempt"])
      assert.equal(all.includes(secret), false);
    for (const name of Object.keys(stored)) assert.match(name, /^kept:mia:(work:[0-9a-f-]{36}|memory)$/);
  });

  test("another account sees, opens and drops nothing of it, not even under a stolen name", () => {
    const stored = storage();
    mia(stored).put(work("note:1", "hers"));
    assert.deepEqual(ravi(stored).all(), []);
    const thief = new Kept({ account: "mia", keys: [OTHER_KEY], storage: () => stored });
    assert.deepEqual(thief.all(), []);
    ravi(stored).put(work("note:1", "his"));
    assert.deepEqual(texts(mia(stored)), ["hers"]);
  });

  test("words that somebody slipped in are not taken for hers", () => {
    const stored = storage();
    stored.setItem("kept:mia:work:0001", JSON.stringify({ ...work("note:1", "forged"), id: "0001", at: 1 }));
    stored.setItem("kept:mia:work:0002", "AAAA");
    assert.deepEqual(mia(stored).all(), []);
  });

  test("a new key of the server opens what the old one sealed", () => {
    const stored = storage();
    mia(stored).put(work("note:1", "old"));
    assert.deepEqual(texts(mia(stored, [OTHER_KEY, KEY])), ["old"]);
  });

  for (const [name, given] of [
    ["full", () => storage({ isFull: true })],
    [
      "denied",
      () => {
        throw new DOMException("denied", "SecurityError");
      },
    ],
  ]) {
    test(`storage that is ${name}: it lasts as long as the page, and says so`, () => {
      const kept = new Kept({ account: "mia", keys: [KEY], storage: given });
      const { id } = kept.put(work("note:1", "words"));
      assert.deepEqual(texts(kept), ["words"]);
      assert.equal(kept.isDurable, false);
      kept.drop(id);
      assert.deepEqual(kept.all(), []);
      assert.equal(kept.isDurable, true);
    });
  }

  test("what the server refused stays beside newer words, until it is said to be part of them", () => {
    const kept = mia(storage());
    const refused = kept.put(work("draft:1", "of this device"));
    kept.refuse(refused, { sentence: "Changed elsewhere.", code: "changed" });
    kept.put(work("draft:1", "newer"));
    assert.deepEqual(texts(kept), ["of this device", "newer"]);
    kept.put(work("draft:1", "both"), refused.id);
    assert.deepEqual(texts(kept), ["both"]);
  });

  test("a refusal does not bring back what was replaced meanwhile", () => {
    const kept = mia(storage());
    const first = kept.put(work("note:1", "first"));
    kept.put(work("note:1", "second"));
    kept.refuse(first, { sentence: "", code: "" });
    assert.deepEqual(texts(kept), ["second"]);
  });

  test("small things are remembered and forgotten", () => {
    const stored = storage();
    mia(stored).remember("player", { rate: 1.5 });
    assert.deepEqual(mia(stored).recall("player"), { rate: 1.5 });
    assert.equal(ravi(stored).recall("player"), null);
    mia(stored).remember("player", undefined);
    assert.deepEqual(Object.keys(stored), []);
  });
});
