// Where the keyboard and the mouse put things in a course's outline.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dropSpot,
  lackingRows,
  lastModule,
  movedParts,
  spotToward,
} from "../../static/js/admin/builder/places.js";

const COURSE = 1;
// 10, [20: 21, 22], 30, [40: 41]
const PARTS = [
  { id: 10, parent: 1, isModule: false },
  { id: 20, parent: 1, isModule: true },
  { id: 21, parent: 20, isModule: false },
  { id: 22, parent: 20, isModule: false },
  { id: 30, parent: 1, isModule: false },
  { id: 40, parent: 1, isModule: true },
  { id: 41, parent: 40, isModule: false },
];

test("the keyboard moves one step, into modules and out of them", () => {
  const cases = [
    [[22], "up", 20, null],
    [[21], "up", 1, 10],
    [[21], "down", 20, 22],
    [[22], "down", 1, 20],
    [[10], "down", 20, null],
    [[30], "up", 20, 22],
    [[30], "down", 40, null],
    [[41], "down", 1, 40],
    [[20], "up", 1, null],
    [[20], "down", 1, 30],
    [[30], "in", 20, 22],
    [[22], "out", 1, 20],
    [[21, 22], "down", 1, 20],
    [[21, 22], "up", 1, 10],
  ];
  for (const [ids, way, parent, after] of cases) {
    assert.deepEqual(spotToward(PARTS, ids, way, COURSE), { parent, after }, `${ids} ${way}`);
  }
});

test("where there is nothing further, nothing moves", () => {
  for (const [ids, way] of [
    [[10], "up"],
    [[40], "down"],
    [[10], "in"],
    [[20], "in"],
    [[21], "in"],
    [[30], "out"],
  ]) {
    assert.equal(spotToward(PARTS, ids, way, COURSE), null, `${ids} ${way}`);
  }
});

test("what is dropped goes before, behind or into", () => {
  const cases = [
    [[10], 22, true, { parent: 20, after: 21 }],
    [[10], 22, false, { parent: 20, after: 22 }],
    [[41], 20, false, { parent: 20, after: null }],
    [[41], 20, true, { parent: 1, after: 10 }],
    [[40], 22, true, { parent: 1, after: 20 }],
    [[40], 10, true, { parent: 1, after: null }],
    [[20], 21, false, null],
    [[20], 20, false, null],
    [[], 20, false, null],
  ];
  for (const [ids, target, isUpper, spot] of cases) {
    assert.deepEqual(dropSpot(PARTS, ids, target, isUpper, COURSE), spot, `${ids} on ${target}`);
  }
});

test("a lesson goes along with its module", () => {
  assert.deepEqual(
    movedParts(PARTS, [20, 21, 30]).map((part) => part.id),
    [20, 30],
  );
  assert.equal(lastModule(PARTS), 40);
});

test("only rows that the page does not have are asked for", () => {
  const order = [
    [1, 0, "a", false],
    [2, 0, "b", false],
    [3, 0, "c", false],
  ];
  const known = new Map([
    [1, "a"],
    [2, "old"],
  ]);
  assert.deepEqual(lackingRows(order, known, { 3: "<div></div>" }), [2]);
});
