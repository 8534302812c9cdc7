// What was typed a moment before saving is saved: rich text fields are asked before the form is read.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { takeOver } from "../../static/js/admin/keep-typing.js";

describe("takeOver", () => {
  test("has each rich text field say what its editor shows, and leaves the others alone", () => {
    const rich = { name: "body-0-value", value: "old" };
    rich.draftailEditor = { saveState: () => (rich.value = "new") };
    const plain = { name: "title", value: "A title" };
    const unready = { name: "body-1-value", value: "kept", draftailEditor: null };
    assert.deepEqual(
      takeOver([plain, rich, unready]).map(({ name, value }) => [name, value]),
      [["body-0-value", "new"]],
    );
    assert.equal(plain.value, "A title");
    assert.equal(unready.value, "kept");
  });
});
