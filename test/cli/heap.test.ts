import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { snapshotText } from "../heap/snapshot/drawn";
import { temporaryFolder, tslabMagics } from "./command";

const TEXT = snapshotText([
  { type: "synthetic", edges: [{ to: 1 }, { to: 4 }] },
  { name: "Cache", id: 11, self: 32, edges: [{ to: 2 }, { to: 3 }] },
  { name: "Row", id: 13, self: 40 },
  { name: "Row", id: 15, self: 1040, edges: [{ to: 2 }] },
  { type: "string", name: "<img>\u001b[31m", id: 17, self: 24 },
]);

function snapshotFile(context: TestContext, text = TEXT): string {
  const file = join(temporaryFolder(context), "a.heapsnapshot");
  writeFileSync(file, text);
  return file;
}

function answer(...args: readonly string[]): string {
  const { status, stdout, stderr } = tslabMagics(["heap", ...args]);
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

test("without an analysis: all objects by class", (context) => {
  assert.equal(
    answer(snapshotFile(context)),
    [
      "5 objects, 1136 bytes",
      "Count  Bytes  Cumulative  Kind",
      "    2  1,080       1,080  Row",
      "    1     32       1,112  Cache",
      "    1     24       1,136  string",
      "    1      0       1,136  (root)",
      "",
    ].join("\n"),
  );
});

test("retained: what each class retains", (context) => {
  assert.equal(
    answer(snapshotFile(context), "retained", "--limit", "2"),
    [
      "Count  Bytes  Retained  Kind",
      "    1     32     1,112  Cache",
      "    2  1,080     1,080  Row",
      "<1 more; --limit shows them>",
      "",
    ].join("\n"),
  );
});

test("dominators: the objects that retain most; a string's text does nothing to the terminal", (context) => {
  assert.equal(
    answer(snapshotFile(context), "dominators"),
    [
      " Id  Bytes  Retained  Object",
      "@11     32     1,112  Cache",
      "@15  1,040     1,040  Row",
      "@13     40        40  Row",
      '@17     24        24  string "<img>\\u001b[31m"',
      "",
    ].join("\n"),
  );
});

test("--json: the answer as data", (context) => {
  const file = snapshotFile(context);
  assert.deepEqual(JSON.parse(answer(file, "dominators", "--limit", "1", "--json")), {
    file,
    analysis: "dominators",
    data: [{ id: 11, kind: "Cache", shallowBytes: 32, retainedBytes: 1112 }],
  });
});

test("the help lists the analyses", () => {
  assert.match(answer("--help"), /Analyses:\n {2}summary +all objects by class.*\n {2}retained .*\n {2}dominators /);
});

const wrong: readonly (readonly [what: string, text: string, args: readonly string[], says: RegExp])[] = [
  [
    "a file that is cut short",
    TEXT.slice(0, 500),
    [],
    /a\.heapsnapshot is not a heap snapshot that can be read: it ends too early \(at byte 500\)\.\n$/,
  ],
  ["an empty file", "", [], /it is empty \(at byte 0\)\.\n$/],
  ["a notebook", '{"cells":[],"nbformat":4}', [], /it has no "snapshot" \(at byte 25\)\.\n$/],
  [
    "more than it may take",
    TEXT,
    ["--max-memory", "100"],
    /takes about \d+ B of memory to analyse, and it may take 100 B; --max-memory changes that\.\n$/,
  ],
  ["an analysis that there is not", TEXT, ["nonsense"], /there is no analysis nonsense; there are summary, retained, dominators/],
  ["a size that is none", TEXT, ["--max-memory", "much"], /a size such as 512MiB/],
  ["no rows", TEXT, ["--limit", "0"], /a whole number above 0/],
];

for (const [what, text, args, says] of wrong) {
  test(`exit code 2 and one line: ${what}`, (context) => {
    const { status, stdout, stderr } = tslabMagics(["heap", snapshotFile(context, text), ...args]);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, says);
    assert.equal(stderr.trimEnd().split("\n").length, 1);
  });
}

test("a file that is not there is exit code 2", () => {
  const { status, stderr } = tslabMagics(["heap", "there-is-none.heapsnapshot"]);
  assert.equal(status, 2);
  assert.match(stderr, /^tslab-magics: there-is-none\.heapsnapshot cannot be read: ENOENT/);
});
