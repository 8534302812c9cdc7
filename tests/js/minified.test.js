// What a server sends of our scripts is the program that stands in static/js: only comments and blanks are gone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "acorn";

const ROOT = new URL("../../", import.meta.url);
const MINIFY = `
import json, sys
from rjsmin import jsmin
print(json.dumps({path: jsmin(open(path).read()) for path in sys.argv[1:]}))
`;

/** The tree of a program, without the places in its text. */
function program(text) {
  const tree = parse(text, { ecmaVersion: "latest", sourceType: "module" });
  const plain = (key, value) => {
    if (key === "start" || key === "end") return undefined;
    return typeof value === "bigint" ? `${value}n` : value;
  };
  return JSON.stringify(tree, plain);
}

test("every script is the same program after it was minified", () => {
  const scripts = readdirSync(new URL("static/js", ROOT), { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .map((name) => `static/js/${name}`);
  assert.ok(scripts.length > 60);
  const answer = execFileSync(".venv/bin/python", ["-c", MINIFY, ...scripts], {
    cwd: ROOT,
    encoding: "utf8",
  });
  for (const [path, small] of Object.entries(JSON.parse(answer))) {
    assert.equal(program(small), program(readFileSync(new URL(path, ROOT), "utf8")), path);
  }
});
