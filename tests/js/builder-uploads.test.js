import assert from "node:assert/strict";
import { test } from "node:test";

import { inOrder, outcome, pause, refusal } from "../../static/js/admin/builder/uploads.js";

const named = (...names) => names.map((name) => ({ name, size: 1 }));

test("files stand as people count", () => {
  const { taken } = inOrder(named("10 Knots.mp4", "2 Ropes.mp4", "1 Start.pdf"), 50);
  assert.deepEqual(
    taken.map((file) => file.name),
    ["1 Start.pdf", "2 Ropes.mp4", "10 Knots.mp4"],
  );
});

test("beyond the most at once they are left, and named", () => {
  const { taken, left } = inOrder(named("a", "b", "c"), 2);
  assert.equal(taken.length, 2);
  assert.deepEqual(
    left.map((file) => file.name),
    ["c"],
  );
});

test("what can't be taken is not sent", () => {
  assert.equal(refusal({ name: "a", size: 11 }, 10), "tooLarge");
  assert.equal(refusal({ name: "a", size: 0 }, 10), "empty");
  assert.equal(refusal({ name: "a", size: 10 }, 10), "");
});

test("what got lost is sent again, what was refused is not", () => {
  assert.equal(outcome(200, true, 1), "done");
  assert.equal(outcome(422, true, 1), "refused");
  assert.equal(outcome(507, true, 1), "refused", "a full disk stays full");
  assert.equal(outcome(0, false, 1), "again");
  assert.equal(outcome(503, false, 2), "again");
  assert.equal(outcome(0, false, 3), "lost");
  assert.equal(outcome(200, false, 1), "lost", "a page for signing in is no answer");
  assert.equal(outcome(403, false, 1), "lost");
});

test("it waits longer each time", () => {
  assert.deepEqual([1, 2, 3].map(pause), [1500, 3000, 6000]);
});
