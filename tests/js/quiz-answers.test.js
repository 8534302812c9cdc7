// The queue of answers: one request at a time, in order, nothing lost and nothing kept twice.
import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";

import { Answers, forget } from "../../static/js/classroom/quiz-answers.js";
import { page, settled } from "./browser.js";

const ATTEMPT = "0b9c";

/** A question with one text field. */
function question(place, value) {
  const control = { name: `q${place}-text`, type: "text", value };
  return { dataset: { question: String(place) }, querySelectorAll: () => [control] };
}

function answers(options = {}) {
  const around = page(options);
  const said = [];
  const tell = (name) => (detail) => said.push(detail === undefined ? name : `${name} ${detail}`);
  const form = Object.assign(new EventTarget(), {
    dataset: { attempt: ATTEMPT, api: `/api/v1/attempts/${ATTEMPT}/` },
    querySelector: () => null,
  });
  const queue = new Answers(form, {
    saving: tell("saving"),
    read: (place, sentence) => sentence && said.push(`read ${place}: ${sentence}`),
    saved: tell("saved"),
    lost: tell("lost"),
    signedOut: tell("signedOut"),
    over: tell("over"),
    refused: tell("refused"),
  });
  queue.listen();
  return { ...around, queue, said };
}

const keptOf = (stored) =>
  Object.keys(stored)
    .filter((name) => name.startsWith(`attempt:${ATTEMPT}:`))
    .flatMap((name) => JSON.parse(stored.getItem(name)));

describe("Answers", () => {
  mock.timers.enable({ apis: ["setTimeout"] });

  test("an answer is sent under a key of its own and then forgotten here", async () => {
    const { queue, sent, stored, said } = answers({
      answers: [{ status: 200, body: { remaining_seconds: 30 } }],
    });
    queue.add(question(3, "tides"));
    await settled();
    assert.equal(sent[0].url, `/api/v1/attempts/${ATTEMPT}/answers/3/`);
    assert.deepEqual(sent[0].body.fields, { text: ["tides"] });
    assert.match(sent[0].body.key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual(said, ["saving", "saved 30"]);
    assert.deepEqual(keptOf(stored), []);
  });

  test("an answer given while the page still settles the last one is sent without another press", async () => {
    const { queue, sent } = answers();
    queue.add(question(1, "tides"));
    await settled();
    queue.send();
    queue.add(question(2, "moon"));
    await settled();
    assert.deepEqual(
      sent.map(({ body }) => body.fields.text[0]),
      ["tides", "moon"],
    );
  });

  test("a newer answer to a question replaces the one that waits, the order of questions stays", async () => {
    const { queue, sent, tell } = answers({ answers: [new TypeError("offline"), 200, 200] });
    queue.add(question(1, "first"));
    await settled();
    queue.failures = 0;
    queue.add(question(2, "second"));
    queue.add(question(1, "better"));
    tell("online");
    await queue.flush();
    assert.deepEqual(
      sent.slice(-2).map(({ body }) => body.fields.text[0]),
      ["second", "better"],
    );
    assert.equal(queue.isEmpty, true);
  });

  test("without a connection the answer stays on the device under the same key", async () => {
    const { queue, sent, stored, said } = answers({ answers: [new TypeError("offline"), 200] });
    queue.add(question(1, "tides"));
    await settled();
    assert.deepEqual(said, ["saving", "lost"]);
    assert.equal(keptOf(stored).length, 1);
    await queue.flush();
    assert.equal(sent[0].body.key, sent[1].body.key);
  });

  for (const status of [429, 500, 503]) {
    test(`${status}: kept, and tried again`, async () => {
      const { queue, stored } = answers({ answers: [status] });
      queue.add(question(1, "tides"));
      await settled();
      assert.equal(keptOf(stored).length, 1);
      assert.equal(queue.failures, 1);
    });
  }

  for (const status of [401, 403]) {
    test(`${status}: kept, and the learner is told to sign in`, async () => {
      const { queue, stored, said } = answers({ answers: [status] });
      queue.add(question(1, "tides"));
      await settled();
      assert.equal(keptOf(stored).length, 1);
      assert.equal(said.at(-1), "signedOut");
    });
  }

  test("an attempt that is over ends the queue with the academy's sentence", async () => {
    const { queue, stored, said } = answers({ answers: [{ status: 409, body: { detail: "Time's up." } }] });
    queue.add(question(1, "tides"));
    await settled();
    assert.equal(said.at(-1), "over Time's up.");
    assert.deepEqual(keptOf(stored), []);
    assert.equal(queue.isOver, true);
  });

  test("what an earlier tab could not send is sent by the next", async () => {
    const first = answers({ answers: [new TypeError("offline")] });
    first.queue.add(question(1, "tides"));
    await settled();
    const { sent } = answers({ stored: first.stored, answers: [200] });
    await settled();
    assert.deepEqual(sent[0].body.fields, { text: ["tides"] });
  });

  test("forget leaves nothing of an attempt on the device", async () => {
    const { queue, stored } = answers({ answers: [new TypeError("offline")] });
    stored.setItem(`flags:${ATTEMPT}`, "[1]");
    queue.add(question(1, "tides"));
    await settled();
    forget(ATTEMPT);
    assert.deepEqual(Object.keys(stored), []);
  });
});
