import assert from "node:assert/strict";
import { test } from "node:test";

import { reasonFor } from "../../static/js/admin/upload-refused.js";

test("each answer has its reason", () => {
  const reasons = [0, 400, 401, 403, 413, 415, 500, 502, 507].map(reasonFor);
  const [none, bad, signedOut, forbidden, large, type, broken, gateway, full] = reasons;
  assert.deepEqual([none, large], ["interrupted", "too_large"]);
  assert.deepEqual([bad, type], ["refused", "refused"]);
  assert.deepEqual([signedOut, forbidden], ["not_allowed", "not_allowed"]);
  assert.deepEqual([broken, gateway], ["server", "server"]);
  assert.equal(full, "no_space");
});
