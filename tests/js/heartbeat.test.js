// What a player reports, and what happens to reports that can't be sent.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Heartbeat } from "../../static/js/classroom/heartbeat.js";
import { page, settled, storage } from "./browser.js";

const URL = "/api/v1/lessons/1/progress/";
const DETAIL = { video: "block", position: 12, duration: 60, playedParts: "0xfff" };

function heartbeat(options = {}) {
  const { sent, stored, tell } = page(options);
  const heard = [];
  const lesson = new EventTarget();
  const one = new Heartbeat(URL, {
    told: () => heard.push("told"),
    lost: () => heard.push("lost"),
    back: () => heard.push("back"),
  });
  one.listenTo(lesson);
  const report = (name, detail = DETAIL) => lesson.dispatchEvent(new CustomEvent(name, { detail }));
  return { one, sent, stored, tell, heard, report };
}

describe("Heartbeat", () => {
  test("a pause is reported at once, with the share of parts that were played", async () => {
    const { sent, heard, report } = heartbeat();
    report("player:pause");
    await settled();
    assert.deepEqual(sent[0].body, {
      video: "block",
      timestamp: 12,
      watch_percentage: 20,
      parts: "0xfff",
      duration: 60,
    });
    assert.deepEqual(heard, ["told"]);
  });

  test("while it plays, one report in ten seconds is sent", async () => {
    const { sent, report } = heartbeat();
    for (let second = 0; second < 5; second += 1) report("player:time", { ...DETAIL, position: second });
    await settled();
    assert.equal(sent.length, 1);
  });

  test("without a connection the newest report stays on the device and goes when it is back", async () => {
    const { sent, stored, heard, report, tell } = heartbeat({ answers: [new TypeError("offline"), 200] });
    report("player:pause");
    await settled();
    assert.deepEqual(JSON.parse(stored.getItem(`heartbeat:${URL}`))[0][0], "block");
    assert.deepEqual(heard, ["lost"]);
    tell("online");
    await settled();
    assert.equal(sent.length, 2);
    assert.deepEqual(heard, ["lost", "back", "told"]);
    assert.equal(stored.getItem(`heartbeat:${URL}`), null);
  });

  test("a newer report replaces the one that waits", async () => {
    const { one, sent, report, tell } = heartbeat({ answers: [503, 503, 200] });
    report("player:pause");
    await settled();
    report("player:pause", { ...DETAIL, position: 40 });
    await settled();
    assert.equal(one.waiting.size, 1);
    tell("online");
    await settled();
    assert.equal(sent.at(-1).body.timestamp, 40);
  });

  test("a browser that stores nothing reports all the same", async () => {
    const { sent, report } = heartbeat({
      stored: storage({ isFull: true }),
      answers: [new TypeError("offline")],
    });
    report("player:pause");
    await settled();
    report("player:pause", { ...DETAIL, position: 20 });
    await settled();
    assert.equal(sent.at(-1).body.timestamp, 20);
  });
});
