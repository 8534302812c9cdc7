import assert from "node:assert/strict";
import { test } from "node:test";

import { screenAddress } from "../../static/js/admin/upload-place.js";

test("a screen is told by its path, its query and what its form says", () => {
  const place = { pathname: "/admin/pages/add/courses/coursepage/3/", search: "?next=%2F" };
  assert.equal(screenAddress({ ...place, search: "" }, []), place.pathname);
  assert.equal(
    screenAddress(place, [
      { name: "upload_key", value: "4f" },
      { name: "course", value: "" },
    ]),
    `${place.pathname}?next=%2F&upload_key=4f`,
  );
});
