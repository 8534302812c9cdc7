// Which parts of a video count as watched.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { PARTS, Watched } from "../../static/js/players/watched.js";

/** A video of `seconds` and a clock that the test turns. */
function video(seconds) {
  const clock = { ms: 0 };
  const watched = new Watched(seconds, () => clock.ms);
  /** Plays from `from` to `to` at `speed`, telling the time once a second. */
  const play = (from, to, speed = 1) => {
    watched.rest();
    for (let at = from; at <= to; at += speed) {
      watched.at(at);
      clock.ms += 1000;
    }
    watched.at(to);
  };
  return { watched, clock, play };
}

const bits = (bitmap) => bitmap.toString(2).replaceAll("0", "").length;

describe("Watched", () => {
  test("played through once, every part is set", () => {
    const { watched, play } = video(60);
    play(0, 60);
    assert.equal(watched.hex, `0x${((1n << BigInt(PARTS)) - 1n).toString(16)}`);
  });

  test("a jump sets none of the parts it skips", () => {
    const { watched, clock } = video(600);
    watched.at(0);
    clock.ms += 250;
    watched.at(590);
    assert.equal(watched.bitmap, 0n);
  });

  for (const [speed, expected] of [
    [1, 30],
    [1.5, 30],
    [2, 30],
    [4, 0],
  ]) {
    test(`half of it at ${speed} times the speed sets ${expected} parts`, () => {
      const { watched, play } = video(600);
      play(0, 300, speed);
      assert.equal(bits(watched.bitmap), expected);
    });
  }

  test("nine tenths of a part are enough, less are not", () => {
    const { watched } = video(600);
    watched.add(0, 8.9);
    assert.equal(watched.bitmap, 0n);
    watched.add(0, 9);
    assert.equal(watched.bitmap, 1n);
  });

  test("stretches that touch become one, in whatever order they come", () => {
    const { watched } = video(600);
    watched.add(20, 30);
    watched.add(0, 10);
    watched.add(10, 20);
    assert.deepEqual(watched.stretches, [[0, 30]]);
  });

  test("the end counts although players stop telling the time before it", () => {
    const { watched, clock } = video(60);
    watched.at(58);
    clock.ms += 1000;
    watched.at(59);
    watched.end();
    assert.deepEqual(watched.stretches, [[58, 60]]);
  });

  test("a pause sets nothing between where it was and where it goes on", () => {
    const { watched, clock } = video(60);
    watched.at(10);
    watched.rest();
    clock.ms += 60_000;
    watched.at(11);
    assert.deepEqual(watched.stretches, []);
  });

  test("the beginning counts although players say late that they play", () => {
    const { watched, clock } = video(4);
    watched.begin(0.04);
    clock.ms += 250;
    watched.at(0.3);
    assert.deepEqual(watched.stretches, [[0, 0.3]]);
    assert.equal(watched.bitmap & 1n, 1n);
  });

  test("going on counts from where it stood still", () => {
    const { watched, clock } = video(60);
    watched.begin(0);
    clock.ms += 1000;
    watched.stop(1);
    clock.ms += 60_000;
    watched.begin(1.1);
    clock.ms += 900;
    watched.at(2);
    assert.deepEqual(watched.stretches, [[0, 2]]);
  });

  test("what begins after a jump counts from where it landed", () => {
    for (const before of [(watched) => watched.rest(), (watched) => watched.stop(30)]) {
      const { watched, clock } = video(60);
      before(watched);
      watched.begin(0.4);
      clock.ms += 600;
      watched.at(1);
      assert.deepEqual(watched.stretches, [[0.4, 1]]);
    }
  });

  test("without a duration there are no parts", () => {
    const { watched, play } = video(0);
    play(0, 30);
    assert.equal(watched.hex, "0x0");
  });
});
