// The sending of what a device keeps: confirmed before it is forgotten, one account's only.
import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";

import { Kept } from "../../static/js/device/kept.js";
import { Outbox, stateOf } from "../../static/js/device/outbox.js";
import { page, settled, storage } from "./browser.js";

const KEYS = ["0a".repeat(32)];
const about = { title: "Note", text: "words", place: "/lesson/" };
const note = (body, subject = "note:1") => ({ subject, url: "/notes/", form: { body }, about });

function outbox({ stored = storage(), signedIn = () => "mia", ...options } = {}) {
  const around = page({ stored, ...options });
  const kept = new Kept({ account: "mia", keys: KEYS, storage: () => stored });
  const one = new Outbox(kept, { account: "mia", signedIn });
  const said = [];
  one.on("note:", (state, { entry }) => said.push(`${state} ${entry.form.body}`));
  one.listen();
  return { ...around, kept, one, said };
}

describe("what an answer means", () => {
  for (const [status, answer, expected] of [
    [200, {}, "saved"],
    [201, { saved: true }, "saved"],
    [200, null, "waiting"], // a hotspot's page, not ours
    [302, null, "waiting"],
    [401, { code: "not_signed_in" }, "signedOut"],
    [401, null, "signedOut"],
    [409, { code: "other_account" }, "otherAccount"],
    [409, { code: "over" }, "refused"],
    [403, { code: "csrf" }, "waiting"],
    [403, { code: "no_grant" }, "refused"],
    [404, { code: "not_found" }, "refused"],
    [404, null, "waiting"],
    [422, {}, "refused"],
    [408, {}, "waiting"],
    [429, {}, "waiting"],
    [500, {}, "waiting"],
    [503, { code: "maintenance" }, "waiting"],
  ]) {
    test(`${status} with ${JSON.stringify(answer)}: ${expected}`, () => {
      assert.equal(stateOf(status, answer), expected);
    });
  }
});

describe("Outbox", () => {
  mock.timers.enable({ apis: ["setTimeout"] });

  test("work is kept first, and forgotten when the server has confirmed it", async () => {
    const { one, kept, sent, said } = outbox();
    one.put(note("words"));
    assert.equal(kept.all().length, 1);
    await settled();
    assert.deepEqual(sent[0].body, { body: "words" });
    assert.equal(sent[0].headers["X-Account"], "mia");
    assert.deepEqual(kept.all(), []);
    assert.deepEqual(said, ["saving words", "saved words"]);
  });

  for (const answer of [
    new TypeError("offline"),
    500,
    429,
    401,
    { status: 200, type: "text/html" },
    { status: 403, body: { code: "csrf" } },
  ]) {
    test(`not confirmed (${answer.type ?? answer.status ?? answer}): it stays, and goes later`, async () => {
      const { one, kept, sent, said, tell } = outbox({ answers: [answer] });
      one.put(note("words"));
      await settled();
      assert.equal(kept.all().length, 1);
      assert.match(said.at(-1), /^(waiting|signedOut) words$/);
      tell("online");
      await settled();
      await settled();
      assert.deepEqual(sent.at(-1).body, { body: "words" });
      assert.deepEqual(kept.all(), []);
    });
  }

  test("one at a time, in the order it was written", async () => {
    const { one, sent } = outbox();
    for (const number of [1, 2, 3]) one.put(note(String(number), `note:${number}`));
    await one.flush();
    assert.deepEqual(
      sent.map(({ body }) => body.body),
      ["1", "2", "3"],
    );
  });

  test("an error of the server with one holds up none of the others", async () => {
    const { one, kept, sent } = outbox({ answers: [500] });
    one.put(note("poison", "note:1"));
    one.put(note("good", "note:2"));
    for (let round = 0; round < 5; round += 1) await settled();
    assert.equal(sent.length, 2);
    assert.deepEqual(
      kept.all().map(({ form }) => form.body),
      ["poison"],
    );
  });

  test("words written while older ones are on their way are sent after them", async () => {
    const { one, sent, kept } = outbox();
    one.put(note("first"));
    one.put(note("second"));
    await one.flush();
    assert.deepEqual(sent.at(-1).body, { body: "second" });
    assert.deepEqual(kept.all(), []);
  });

  test("what a closed tab left is sent by the next page, whatever it is", async () => {
    const first = outbox({ answers: [new TypeError("offline")] });
    first.one.put(note("words"));
    await settled();
    const { one, sent } = outbox({ stored: first.stored });
    await one.send();
    assert.deepEqual(sent[0].body, { body: "words" });
  });

  test("what waits behind the one that could not be sent is told of, too", async () => {
    const first = outbox({ answers: [new TypeError("offline")] });
    first.one.put(note("another tab's", "draft:1"));
    await settled();
    const { one, said } = outbox({ stored: first.stored, answers: [new TypeError("offline")] });
    one.put(note("this tab's"));
    await settled();
    assert.deepEqual(said, ["waiting this tab's"]);
  });

  test("a tab hears what became of its work in another one", async () => {
    const channel = Object.assign(new EventTarget(), { postMessage: (data) => posted.push(data) });
    const posted = [];
    const { one, said } = outbox();
    one.channel = channel;
    one.put(note("words"));
    await settled();
    assert.deepEqual(
      posted.map(({ state, entry }) => `${state} ${entry.form.body}`),
      ["saved words"],
    );
    one.listen();
    channel.dispatchEvent(Object.assign(new Event("message"), { data: posted[0] }));
    assert.equal(said.filter((words) => words === "saved words").length, 2);
  });

  test("nothing is sent while another account is signed in", async () => {
    const { one, kept, sent, said } = outbox({ signedIn: () => "ravi" });
    one.put(note("hers"));
    await settled();
    assert.deepEqual([sent.length, kept.all().length, said], [0, 1, ["otherAccount hers"]]);
  });

  test("the server's word that another account is signed in counts, too", async () => {
    const { one, kept, said } = outbox({ answers: [{ status: 409, body: { code: "other_account" } }] });
    one.put(note("hers"));
    await settled();
    assert.equal(said.at(-1), "otherAccount hers");
    assert.equal(kept.all().length, 1);
  });

  test("refused words stay for the person to see, and are not sent by themselves again", async () => {
    const refusal = { status: 409, body: { code: "over", detail: "Time's up." } };
    const { one, sent } = outbox({ answers: [refusal] });
    one.put(note("late"));
    await one.flush();
    await one.flush();
    assert.equal(sent.length, 1);
    assert.deepEqual(one.refused()[0].refused, { sentence: "Time's up.", code: "over" });
  });

  test("refused, and nothing a person wrote: it goes", async () => {
    const { one, kept } = outbox({ answers: [{ status: 403, body: { code: "no_grant" } }] });
    one.put({ subject: "watched:1", url: "/watched/", json: {} });
    await one.flush();
    assert.deepEqual(kept.all(), []);
  });

  test("a report says how old it is by the device's own clock, and never a negative age", async () => {
    const { one, sent, kept } = outbox({ answers: [new TypeError("offline"), new TypeError("offline")] });
    const now = mock.method(Date, "now", () => 1_000_000);
    one.put({ subject: "watched:1", url: "/watched/", json: { age: 0 } });
    await settled();
    for (const moment of [1_090_000, 500_000]) {
      now.mock.mockImplementation(() => moment);
      await one.now();
    }
    now.mock.restore();
    assert.deepEqual(
      sent.map(({ body }) => body.age),
      [0, 90, 0],
    );
    assert.deepEqual(kept.all(), []);
  });

  test("a page that is being left sends all at once, to be finished by the browser", async () => {
    const { one, sent, tell, kept } = outbox();
    kept.put(note("one", "note:1"));
    kept.put(note("two", "note:2"));
    tell("pagehide");
    assert.deepEqual(
      sent.map(({ keepalive }) => keepalive),
      [true, true],
    );
    await settled();
    assert.deepEqual([kept.all(), one.inFlight.size], [[], 0]);
  });

  for (const [name, stored] of [
    ["full", storage({ isFull: true })],
    ["there", storage()],
  ]) {
    test(`with storage that is ${name}, all arrives once the connection is back`, async () => {
      const { one, sent, tell } = outbox({ stored, answers: [new TypeError("offline")] });
      one.put(note("words"));
      await settled();
      tell("online");
      await settled();
      assert.equal(sent.length, 2);
      assert.equal(one.waiting().length, 0);
    });
  }
});
