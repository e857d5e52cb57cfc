import assert from "node:assert/strict";
import { test } from "node:test";
import { dominators } from "../../../src/heap/graph/dominators";
import { Growth } from "../../../src/heap/graph/growth";
import { type DrawnNode, type Drawing, draw } from "./draw";

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

/** A snapshot of one of a series; objects that it shares with the others are drawn first, so that they have the same ids. */
function snapshotOf(text: string, nodes: Readonly<Record<string, DrawnNode>>): Drawing {
  return draw(`root -> notebook -keeper-> keeper\n${text}`, { keeper: { name: "Keeper" }, notebook: { name: "Notebook" }, ...nodes });
}

function holding(leaks: number, wavers: number): Drawing {
  const lines = [
    ...range(leaks).map((index) => `keeper -[${index}]-> leak${index}`),
    ...range(wavers).map((index) => `root -> waver${index}`),
    // The text of the code that a program runs is none of its objects.
    ...range(leaks).map((index) => `root -> code${index}`),
  ];
  const named = (prefix: string, node: DrawnNode) => Object.fromEntries(range(9).map((index) => [`${prefix}${index}`, node]));
  return snapshotOf(lines.join("\n"), {
    ...named("leak", { name: "Leak", bytes: 100 }),
    ...named("waver", { name: "Waver" }),
    ...named("code", { type: "code" }),
  });
}

/** What grew over a series, the objects by their classes. */
function grownIn(series: readonly Drawing[], watchId?: number): unknown {
  const growth = series.reduce((grown, { raw }) => grown.after(raw, dominators(raw), watchId), Growth.NONE);
  const { raw } = series.at(-1)!;
  const objects = growth.objectsIn(raw, dominators(raw)).map(({ node, retainedBytes, entries }) => ({
    kind: raw.strings.at(raw.nodeNames[node]!),
    retainedBytes,
    entries,
  }));
  return { kinds: growth.kinds, objects };
}

test("what grew from each snapshot to the next is told, of objects the nearest to the growth, and a single decrease acquits", () => {
  assert.deepEqual(grownIn([holding(1, 5), holding(2, 4), holding(4, 6)]), {
    kinds: [{ kind: "Leak", counts: [1, 2, 4] }],
    objects: [{ kind: "Keeper", retainedBytes: [116, 216, 416], entries: [1, 2, 4] }],
  });
  assert.deepEqual(grownIn([holding(1, 5), holding(3, 5), holding(2, 6)]), { kinds: [], objects: [] });
});

test("what comes into being with the second snapshot may grow, later is too late; one snapshot tells no growth", () => {
  assert.deepEqual(grownIn([holding(0, 1), holding(1, 1), holding(2, 1)]), {
    kinds: [{ kind: "Leak", counts: [0, 1, 2] }],
    objects: [{ kind: "Keeper", retainedBytes: [16, 116, 216], entries: [0, 1, 2] }],
  });
  assert.deepEqual(grownIn([holding(0, 1), holding(0, 1), holding(2, 1)]), { kinds: [], objects: [] });
  assert.deepEqual(grownIn([holding(1, 1)]), { kinds: [], objects: [] });
});

test("what the growth is followed with does not count, nor what it alone keeps alive", () => {
  const series = [holding(1, 1), holding(2, 1)];
  assert.deepEqual(grownIn(series, series[0]!.id("keeper")), { kinds: [], objects: [] });
});

test("an object whose entries became more is told also where they are kept alive by others", () => {
  const sharing = (entries: number): Drawing =>
    snapshotOf(
      [...range(3).map((index) => `root -> shared${index}`), ...range(entries).map((index) => `keeper -[${index}]-> shared${index}`)].join(
        "\n",
      ),
      {},
    );
  assert.deepEqual(grownIn([sharing(1), sharing(2), sharing(3)]), {
    kinds: [],
    objects: [{ kind: "Keeper", retainedBytes: [16, 16, 16], entries: [1, 2, 3] }],
  });
});

test("two objects that grow, one within the other, are both told where both keep something of their own", () => {
  const nested = (size: number): Drawing =>
    snapshotOf("keeper -own-> own\n keeper -inner-> inner -own-> deep", {
      own: { type: "string", bytes: 10 * size },
      deep: { type: "string", bytes: 50 * size },
      inner: { name: "Inner" },
    });
  assert.deepEqual(grownIn([nested(1), nested(2)]), {
    kinds: [],
    objects: [
      { kind: "Inner", retainedBytes: [66, 116], entries: [1, 1] },
      { kind: "Keeper", retainedBytes: [92, 152], entries: [2, 2] },
    ],
  });
});
