// The answers of a paper: sent in order, nothing lost and nothing kept twice.
import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";

import { Answers } from "../../static/js/classroom/quiz-answers.js";
import { Kept } from "../../static/js/device/kept.js";
import { Outbox } from "../../static/js/device/outbox.js";
import { page, settled, storage } from "./browser.js";

const ATTEMPT = "0b9c";

/** A question with one text field. */
function question(place, value) {
  const control = { name: `q${place}-text`, type: "text", value };
  return { dataset: { question: String(place) }, querySelectorAll: () => [control] };
}

function answers({ stored = storage(), questions = {}, ...options } = {}) {
  const around = page({ stored, ...options });
  const kept = new Kept({ account: "mia", keys: ["0a".repeat(32)], storage: () => stored });
  const outbox = new Outbox(kept, { account: "mia" });
  const said = [];
  const tell = (name) => (detail) => said.push(detail === undefined ? name : `${name} ${detail}`);
  const form = Object.assign(new EventTarget(), {
    dataset: { attempt: ATTEMPT, api: `/api/v1/attempts/${ATTEMPT}/` },
    querySelector: (selector) => questions[/\d+/.exec(selector)[0]] ?? null,
  });
  const queue = new Answers(form, outbox, {
    saving: tell("saving"),
    read: (place, sentence) => sentence && said.push(`read ${place}: ${sentence}`),
    saved: tell("saved"),
    lost: tell("lost"),
    signedOut: tell("signedOut"),
    over: tell("over"),
    refused: tell("refused"),
  });
  queue.listen();
  outbox.listen();
  return { ...around, queue, kept, outbox, said };
}

describe("Answers", () => {
  mock.timers.enable({ apis: ["setTimeout"] });

  test("an answer is sent under a key of its own and then forgotten here", async () => {
    const { queue, sent, kept, said } = answers({
      answers: [{ status: 200, body: { remaining_seconds: 30 } }],
    });
    queue.add(question(3, "tides"));
    await settled();
    assert.equal(sent[0].url, `/api/v1/attempts/${ATTEMPT}/answers/3/`);
    assert.equal(sent[0].method, "PUT");
    assert.deepEqual(sent[0].body.fields, { text: ["tides"] });
    assert.match(sent[0].body.key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual(said, ["saving", "saved 30"]);
    assert.deepEqual(kept.all(), []);
  });

  test("an answer given while the page still settles the last one is sent without another press", async () => {
    const { queue, outbox, sent } = answers();
    queue.add(question(1, "tides"));
    await settled();
    outbox.send();
    queue.add(question(2, "moon"));
    await queue.flush();
    assert.deepEqual(
      sent.map(({ body }) => body.fields.text[0]),
      ["tides", "moon"],
    );
  });

  test("a newer answer to a question replaces the one that waits", async () => {
    const { queue, sent } = answers({ answers: [new TypeError("offline")] });
    queue.add(question(1, "first"));
    await settled();
    queue.add(question(2, "second"));
    queue.add(question(1, "better"));
    await queue.flush();
    assert.deepEqual(
      sent.slice(-2).map(({ body }) => body.fields.text[0]),
      ["second", "better"],
    );
    assert.equal(queue.isEmpty, true);
  });

  test("without a connection the answer stays on the device under the same key", async () => {
    const { queue, sent, kept, said } = answers({ answers: [new TypeError("offline"), 200] });
    queue.add(question(1, "tides"));
    await settled();
    assert.deepEqual(said, ["saving", "lost"]);
    assert.equal(kept.all().length, 1);
    await queue.flush();
    assert.equal(sent[0].body.key, sent[1].body.key);
  });

  for (const status of [429, 500, 503]) {
    test(`${status}: kept, and tried again`, async () => {
      const { queue, kept, outbox } = answers({ answers: [status] });
      queue.add(question(1, "tides"));
      await settled();
      assert.equal(kept.all().length, 1);
      assert.equal(outbox.failures, 1);
    });
  }

  test("401: kept, and the learner is told to sign in", async () => {
    const { queue, kept, said } = answers({ answers: [401] });
    queue.add(question(1, "tides"));
    await settled();
    assert.equal(kept.all().length, 1);
    assert.equal(said.at(-1), "signedOut");
  });

  test("an attempt that is over ends the queue with the academy's sentence, and the words stay", async () => {
    const over = { status: 409, body: { status: 409, code: "over", detail: "Time's up." } };
    const { queue, kept, said } = answers({ answers: [over] });
    queue.add(question(1, "tides"));
    await settled();
    assert.equal(said.at(-1), "over Time's up.");
    assert.equal(queue.isOver, true);
    assert.deepEqual(
      kept.all().map(({ about, refused }) => [about.text, refused.sentence]),
      [["1: tides", "Time's up."]],
    );
  });

  test("what an earlier tab could not send is sent by the next, and stands in its field", async () => {
    const first = answers({ answers: [new TypeError("offline")] });
    first.queue.add(question(1, "tides"));
    await settled();
    const field = question(1, "");
    const { outbox, sent } = answers({ stored: first.stored, questions: { 1: field } });
    assert.equal(field.querySelectorAll()[0].value, "tides");
    await outbox.send();
    assert.deepEqual(sent[0].body.fields, { text: ["tides"] });
  });
});
