import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { ANALYSES } from "../../src/cli/heap-analyses";
import { snapshotText } from "../heap/snapshot/drawn";
import { temporaryFolder, tslabMagics } from "./command";

const TEXT = snapshotText([
  { type: "synthetic", edges: [{ to: 1 }, { to: 4 }] },
  {
    name: "Cache",
    id: 11,
    self: 32,
    edges: [
      { to: 2, name: "first" },
      { to: 3, name: "last" },
    ],
  },
  { name: "Row", id: 13, self: 40 },
  { name: "Row", id: 15, self: 1040, edges: [{ to: 2, name: "previous" }] },
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
      "5 objects, 1.11 KiB",
      "Count      Size  Cumulative  Kind",
      "    2  1.05 KiB    1.05 KiB  Row",
      "    1      32 B    1.09 KiB  Cache",
      "    1      24 B    1.11 KiB  string",
      "    1       0 B    1.11 KiB  (root)",
      "",
    ].join("\n"),
  );
});

test("retained: what each class retains", (context) => {
  assert.equal(
    answer(snapshotFile(context), "retained", "--limit", "2"),
    [
      "5 objects, 1.11 KiB (of 5 objects and 5 references, 1.11 KiB, in the process)",
      "Retained: what would be freed with all objects of a kind",
      "Count      Size  Retained  Kind",
      "    1      32 B  1.09 KiB  Cache",
      "    2  1.05 KiB  1.05 KiB  Row",
      "<1 further row: see --limit>",
      "",
    ].join("\n"),
  );
});

test("dominators: the objects that retain most; a string's text does nothing to the terminal", (context) => {
  const shown = answer(snapshotFile(context), "dominators");
  assert.deepEqual(shown.match(/@\d+/g), ["@11", "@15", "@13", "@17"]);
  assert.ok(shown.includes("<img>") && !shown.includes("\u001b"));
});

test("paths, referrers and references: of a class, or of an id", (context) => {
  const file = snapshotFile(context);
  assert.match(answer(file, "paths", "--of", "@13"), /Why @13 is alive\n1 object, 40 B:\n.* → \.first: Row\n/);
  assert.match(answer(file, "referrers", "--of", "@13", "--depth", "1"), /What holds @13\nRow @13.*Cache @11.*Row @15/s);
  assert.match(answer(file, "references", "--of", "Cache", "--depth", "1"), /What Cache holds\nCache @11.*Row @13.*Row @15/s);
  assert.match(
    answer(file, "paths", "--of", "@13", "--of", "Nonsense"),
    /Why @13 is alive\n1 object, 40 B:.*Nothing for --paths: there is no Nonsense/s,
  );
  assert.match(answer(file, "paths", "--of", "Nonsense"), /Nothing for --paths: there is no Nonsense in the heap/);
});

test("every analysis answers", (context) => {
  const file = snapshotFile(context);
  for (const { name } of ANALYSES) assert.ok(JSON.parse(answer(file, name, "--of", "Row", "--json")), name);
});

test("--json: the answer as data", (context) => {
  const file = snapshotFile(context);
  assert.deepEqual(JSON.parse(answer(file, "retained", "--limit", "1", "--json")), {
    file,
    analysis: "retained",
    data: {
      nodeCount: 5,
      edgeCount: 5,
      totalBytes: 1136,
      counted: { objectCount: 5, bytes: 1136 },
      answers: [{ kind: "retained", rows: [{ kind: "Cache", count: 1, shallowBytes: 32, retainedBytes: 1112 }], moreRows: 2 }],
    },
  });
});

test("the help lists the analyses", () => {
  const help = answer("--help");
  for (const { name, says } of ANALYSES) assert.ok(help.includes(`  ${name}`) && help.includes(says), name);
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
  ["an analysis that there is not", TEXT, ["nonsense"], /there is no analysis nonsense; there are summary, retained, dominators, /],
  ["nothing to be the path of", TEXT, ["paths"], /--of must say of what/],
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
