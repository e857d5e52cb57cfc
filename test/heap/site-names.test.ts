import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { test } from "node:test";
import { frameNamer } from "../../src/heap/site-names";

const ASKED: string[] = [];

const nameOf = frameNamer({
  urls: new Map([["9", "cell[4].2"]]),
  translateStack: (stack) => {
    ASKED.push(stack);
    if (stack.endsWith(":cell[4].2:0:11")) return "";
    return stack.replace(/cell\[(\d+)\]\.\d+:(\d+)/, (_, cell: string, line: string) => `cell [${cell}]:${Number(line) - 1}`);
  },
});

/** The site of a function; `native` or `own` of what is no site. Lines and columns count from one. */
function siteOf(functionName: string, url: string, line = 3, column = 1, scriptId = "1"): string {
  const frame = nameOf({ functionName, url, scriptId, lineNumber: line - 1, columnNumber: column - 1 });
  return "site" in frame ? frame.site : frame.kind;
}

test("a function of a cell has the line as typed", () => {
  assert.equal(siteOf("parse", "cell[4].2", 4), "parse (cell [4], line 3)");
  assert.equal(siteOf("", "cell[4].2", 5), "anonymous (cell [4], line 4)");
  assert.equal(siteOf("exports.load", "cell[4].2", 6), "load (cell [4], line 5)");
});

test("what stands outside of any function of a cell is the cell's", () => {
  const names = frameNamer({ urls: new Map(), translateStack: () => "" });
  const frame = { functionName: "", url: "cell[4].2", scriptId: "1", lineNumber: -1, columnNumber: 10 };
  assert.deepEqual(names(frame), { kind: "user", site: "cell [4]" });
});

test("a script has the name that the inspector gives it", () => {
  assert.equal(siteOf("parse", "evalmachine.<anonymous>", 4, 1, "9"), "parse (cell [4], line 3)");
});

test("packages, files, Node and code without a name are called as by module", () => {
  assert.equal(siteOf("parse", "/home/ada/node_modules/papaparse/lib/papa.js", 143), "parse (package papaparse, lib/papa.js:143)");
  assert.equal(siteOf("f", "file:///x/node_modules/@a/b/node_modules/@c/d/i.mjs", 2), "f (package @c/d, i.mjs:2)");
  assert.equal(siteOf("help", "/home/ada/help.js", 7), "help (file /home/ada/help.js:7)");
  assert.equal(siteOf("f", "", 7), "f (code without a name:7)");
  const read = nameOf({ functionName: "readFileSync", url: "node:fs", scriptId: "1", lineNumber: 400, columnNumber: 0 });
  assert.deepEqual(read, { kind: "node", site: "readFileSync (node:fs)" });
});

test("builtins, V8 itself and the fields of a class are native", () => {
  assert.equal(siteOf("map", "", 0, 0, "0"), "native");
  assert.equal(siteOf("(V8 API)", "", 0, 0, "0"), "native");
  assert.equal(siteOf("<instance_members_initializer>", "cell[4].2"), "native");
  assert.equal(siteOf("<img src=x>", "cell[4].2", 4), "<img src=x> (cell [4], line 3)");
});

test("our own functions are own, by path and by address", () => {
  assert.equal(siteOf("measureCell", __filename.replace(/test.heap.*$/, "src/measure/measure-cell.js")), "own");
  assert.equal(siteOf("f", pathToFileURL(require.resolve("tslab/package.json").replace("package.json", "dist/main.js")).href), "own");
});

test("each position is translated once", () => {
  ASKED.length = 0;
  for (let i = 0; i < 3; i++) siteOf("twice", "cell[4].2", 8);
  assert.equal(ASKED.length, 1);
});
