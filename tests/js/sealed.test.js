// What a device keeps is sealed: against the RFC's own construction as OpenSSL has it.
import assert from "node:assert/strict";
import { createCipheriv, randomBytes } from "node:crypto";
import { describe, test } from "node:test";

import { open, seal } from "../../static/js/device/sealed.js";

const KEY = "00112233445566778899aabbccddeeff".repeat(2);

function opensslSeals(key, text, nonce) {
  const cipher = createCipheriv("chacha20-poly1305", Buffer.from(key, "hex"), nonce, { authTagLength: 16 });
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString("base64");
}

describe("sealed text", () => {
  for (const length of [0, 1, 15, 16, 17, 63, 64, 65, 1000, 40_000]) {
    test(`${length} letters are sealed as OpenSSL seals them, and opened again`, () => {
      const key = randomBytes(32).toString("hex");
      const nonce = randomBytes(12);
      const text = "ä1€ and plain letters ".repeat(length).slice(0, length);
      assert.equal(seal(key, text, nonce), opensslSeals(key, text, nonce));
      assert.equal(open(key, seal(key, text)), text);
    });
  }

  test("nobody without the key reads it", () => {
    const sealed = seal(KEY, "my own words");
    assert.equal(sealed.includes("own words"), false);
    assert.equal(open(KEY.replace("0", "1"), sealed), null);
  });

  test("what was changed, cut or made up is not opened", () => {
    const bytes = Buffer.from(seal(KEY, "answer A"), "base64");
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 1;
      assert.equal(open(KEY, changed.toString("base64")), null);
    }
    assert.equal(open(KEY, bytes.subarray(0, -1).toString("base64")), null);
    for (const nonsense of ["", "?", "AAAA", "[]"]) assert.equal(open(KEY, nonsense), null);
  });

  test("a long essay is sealed between two letters", () => {
    const text = "words ".repeat(33_000);
    const start = performance.now();
    seal(KEY, text);
    assert.ok(performance.now() - start < 400);
  });
});
