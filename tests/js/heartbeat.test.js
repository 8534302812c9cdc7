// What a player reports, and what happens to reports that can't be sent.
import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";

import { Heartbeat } from "../../static/js/classroom/heartbeat.js";
import { Kept } from "../../static/js/device/kept.js";
import { Outbox } from "../../static/js/device/outbox.js";
import { page, settled, storage } from "./browser.js";

const URL = "/api/v1/lessons/1/progress/";
const DETAIL = { video: "block", position: 12, duration: 60, playedParts: "0xfff" };

function heartbeat({ stored = storage(), ...options } = {}) {
  const { sent, tell } = page({ stored, ...options });
  const kept = new Kept({ account: "mia", keys: ["0a".repeat(32)], storage: () => stored });
  const outbox = new Outbox(kept, { account: "mia" });
  const heard = [];
  const lesson = new EventTarget();
  const one = new Heartbeat(URL, {
    outbox,
    opened: "word",
    told: () => heard.push("told"),
    lost: () => heard.push("lost"),
    back: () => heard.push("back"),
  });
  one.listenTo(lesson);
  outbox.listen();
  const report = (name, detail = DETAIL) => lesson.dispatchEvent(new CustomEvent(name, { detail }));
  return { one, kept, sent, stored, tell, heard, report };
}

describe("Heartbeat", () => {
  mock.timers.enable({ apis: ["setTimeout"] });

  test("a pause is reported at once, with the share of parts that were played", async () => {
    const { sent, heard, report } = heartbeat();
    report("player:pause");
    await settled();
    assert.deepEqual(sent[0].body, {
      video: "block",
      timestamp: 12,
      watch_percentage: 20,
      parts: "0xfff",
      age: 0,
      duration: 60,
      opened: "word",
    });
    assert.deepEqual(heard, ["told"]);
  });

  test("while it plays, one report in ten seconds is sent", async () => {
    const { sent, report } = heartbeat();
    for (let second = 0; second < 5; second += 1) report("player:time", { ...DETAIL, position: second });
    await settled();
    assert.equal(sent.length, 1);
  });

  test("the last seconds are reported when the page is left", async () => {
    const { sent, report, tell } = heartbeat();
    report("player:time");
    await settled();
    report("player:time", { ...DETAIL, position: 15 });
    tell("pagehide");
    await settled();
    assert.equal(sent.at(-1).body.timestamp, 15);
    assert.equal(sent.at(-1).keepalive, true);
  });

  test("without a connection the newest report stays on the device and goes when it is back", async () => {
    const { sent, kept, heard, report, tell } = heartbeat({ answers: [new TypeError("offline"), 200] });
    report("player:pause");
    await settled();
    assert.equal(kept.all().length, 1);
    assert.deepEqual(heard, ["lost"]);
    tell("online");
    await settled();
    assert.equal(sent.length, 2);
    assert.deepEqual(heard, ["lost", "back", "told"]);
    assert.deepEqual(kept.all(), []);
  });

  test("a newer report replaces the one that waits", async () => {
    const { kept, sent, report, tell } = heartbeat({ answers: [503, 503, 200] });
    report("player:pause");
    await settled();
    report("player:pause", { ...DETAIL, position: 40 });
    await settled();
    assert.equal(kept.all().length, 1);
    tell("online");
    await settled();
    assert.equal(sent.at(-1).body.timestamp, 40);
  });

  test("what an earlier page watched and could not send is part of the next report", async () => {
    const first = heartbeat({ answers: [new TypeError("offline")] });
    first.report("player:pause", { ...DETAIL, playedParts: "0xf" });
    await settled();
    const { sent, report } = heartbeat({ stored: first.stored });
    report("player:pause", { ...DETAIL, playedParts: "0xf0" });
    await settled();
    assert.deepEqual(
      sent.map(({ body }) => body.parts),
      ["0xff"],
    );
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
