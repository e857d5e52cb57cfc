import assert from "node:assert/strict";
import { test } from "node:test";
import type { RawSnapshot } from "../../../src/heap/snapshot/raw-snapshot";
import { SnapshotError, SnapshotTooLargeError } from "../../../src/heap/snapshot/snapshot-error";
import { SnapshotReader } from "../../../src/heap/snapshot/snapshot-reader";
import { drawingOf, readText, snapshotText } from "./drawn";

const TEXT = snapshotText([
  { type: "synthetic", edges: [{ to: 1, type: "element", name: 3 }] },
  { name: "Row", self: 40, edges: [{ to: 2, name: "label" }] },
  { type: "string", name: 'a\\"\u0001', self: 24 },
]);

/** The place of the first byte behind a text. */
function behind(found: string, text = TEXT): number {
  return text.indexOf(found) + found.length;
}

const broken: readonly (readonly [what: string, text: string, message: RegExp, offset: number])[] = [
  ["nothing", "", /^it is empty/, 0],
  ["white space", " \n", /^it ends too early/, 2],
  ["no object", "[]", /^there is "\[" where the beginning must be/, 0],
  ["another object", "{}", /^it has no "snapshot"/, 2],
  ["a half", TEXT.slice(0, 600), /^it ends too early/, 600],
  ["more behind it", `${TEXT}x`, /^there is "x" where the end must be/, TEXT.length],
  ["a field of the past", TEXT.replace('"self_size"', '"selfsize"'), /^nodes have no field self_size/, 12],
  ["no types", TEXT.replace('"edge_types"', '"edge_kinds"'), /^edge_types is not a list of names/, 12],
  ["a count in words", TEXT.replace('"node_count":3', '"node_count":"three"'), /^node_count is no count/, 12],
  ["nodes twice", TEXT.replace('"edges":', '"nodes":'), /^it has "nodes" twice/, behind('\n"edges"') - 7],
  ["no strings", TEXT.replace('"strings":', '"texts":'), /^it has no "strings"/, TEXT.length - 2],
  ["lists before the header", '{"nodes":[', /^its header does not come first/, 9],
  ["letters in numbers", TEXT.replace('"nodes":[6', '"nodes":[x'), /^there is "x" where a comma must be/, behind('"nodes":[')],
  ["a fraction", TEXT.replace('"nodes":[6', '"nodes":[.6'), /^there is "\." where a comma must be/, behind('"nodes":[')],
  ["an empty place", TEXT.replace('"nodes":[6,', '"nodes":[6,,'), /^there is "," where a digit must be/, behind('"nodes":[6,')],
  ["a node too few", TEXT.replace('"node_count":3', '"node_count":4'), /^there are 3 nodes, and not 4/, behind("0,0,0\n")],
  ["a node too many", TEXT.replace('"node_count":3', '"node_count":2'), /^there are more nodes than the 2/, behind("40,1,0,0\n,")],
  ["half a node", TEXT.replace("0,0,0\n]", "0,0\n]"), /^the last of the nodes is not whole/, behind("0,0,0\n") - 2],
  ["a type without a name", TEXT.replace('"nodes":[6', '"nodes":[66'), /^a node has the type 66 of 9/, behind('"nodes":[')],
  ["a large id", TEXT.replace("3,1,3,40", "3,1,4294967296,40"), /^a node's id is larger/, behind("3,1,")],
  ["a huge size", TEXT.replace("3,1,3,40", `3,1,3,${"9".repeat(400)}`), /^a node's size is no size/, behind("3,1,3,")],
  ["too many edges", TEXT.replace("3,1,3,40,1", "3,1,3,40,2"), /^the nodes have more edges than the header's 2/, behind("3,1,3,40,")],
  ["too few edges", TEXT.replace("3,1,3,40,1", "3,1,3,40,0"), /^its nodes have 1 edges of 2/, TEXT.length],
  ["an edge into a node's middle", TEXT.replace("1,3,7", "1,3,8"), /^an edge leads to no node/, behind('"edges":[1,3,')],
  ["an edge beyond the nodes", TEXT.replace("1,3,7", "1,3,70"), /^an edge leads to no node/, behind('"edges":[1,3,')],
  ["names beyond the strings", TEXT.replace(',"label"', ""), /^it has 3 strings, and names that are not among them/, TEXT.length - 8],
  [
    "an escape that JSON has not",
    TEXT.replace("\\u0001", "\\x0001"),
    /^there is "x" where what a backslash may have behind it/,
    behind('\\\\\\"\\'),
  ],
  ["an escape cut short", TEXT.replace("\\u0001", "\\u001"), /^there is "\\"" where a hexadecimal digit/, behind("\\u000")],
  ["a line's end in a string", TEXT.replace('"Row"', '"R\now"'), /^a string has a control character/, behind('"R')],
];

for (const [what, text, message, offset] of broken) {
  test(`one error, and the byte: ${what}`, () => {
    for (const cuts of [[], [300], [offset].filter((cut) => cut > 0 && cut < text.length)]) {
      assert.throws(
        () => readText(text, {}, cuts),
        (error) => {
          assert.ok(error instanceof SnapshotError);
          assert.match(error.message, message);
          assert.match(error.message, new RegExp(` \\(at byte ${offset}\\)$`));
          return error.offset === offset;
        },
      );
    }
  });
}

test("a text that ends at any place is told to end too early", () => {
  const end = TEXT.trimEnd().length;
  for (let length = 1; length < end; length++) {
    assert.throws(
      () => readText(TEXT.slice(0, length)),
      (error) => error instanceof SnapshotError && error.offset === length && error.message.startsWith("it ends too early"),
      `cut at ${length}`,
    );
  }
});

test("a text with any byte changed is read or refused, and what is read is whole", () => {
  const original = Buffer.from(TEXT);
  let refused = 0;
  for (let at = 0; at < original.length; at++) {
    for (const byte of [...Buffer.from('0 9x"\\,:[]{}-.\n'), 0, 0xff]) {
      const bytes = Buffer.from(original);
      bytes[at] = byte;
      const raw = readOrRefused(bytes);
      if (raw === undefined) refused++;
      else checkWhole(raw);
    }
  }
  assert.ok(refused > 10 * original.length, `${refused} of ${17 * original.length}`);
});

function readOrRefused(bytes: Uint8Array): RawSnapshot | undefined {
  try {
    const reader = new SnapshotReader({ textBytes: bytes.length });
    reader.push(bytes);
    return reader.end();
  } catch (error) {
    if (error instanceof SnapshotTooLargeError) return undefined;
    assert.ok(error instanceof SnapshotError, String(error));
    assert.ok(error.offset >= 0 && error.offset <= bytes.length);
    return undefined;
  }
}

/** Every place in an array leads somewhere. */
function checkWhole(raw: RawSnapshot): void {
  assert.equal(raw.firstEdges[raw.nodeCount], raw.edgeCount);
  for (const node of drawingOf(raw)) {
    assert.equal(typeof node.type, "string");
    assert.equal(typeof node.name, "string");
    for (const { to, type, name } of node.edges) assert.ok(to < raw.nodeCount && type !== undefined && name !== undefined);
  }
}
