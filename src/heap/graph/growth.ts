import type { GrowthRow } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import type { DominatorTree } from "./dominators";
import { entriesOf } from "./entries";
import { nodeKinds, typeOf } from "./node-kinds";

/** What of a snapshot is kept to be compared with later ones, so that it need not stay in memory itself. */
export interface GrowthMark {
  /** How many objects there are of each kind. */
  readonly kinds: ReadonlyMap<string, number>;
  /** The objects that hold enough to be told one by one, by their ids. */
  readonly objects: ReadonlyMap<number, { readonly kind: string; readonly retainedBytes: number; readonly entries: number }>;
}

/** Less than this is no leak that one would look for object by object. */
const LEAST_BYTES = 1024;

/** What to compare of one snapshot. */
export function growthMark(raw: RawSnapshot, tree: DominatorTree): GrowthMark {
  const { names, places } = nodeKinds(raw);
  const entries = entriesOf(raw);
  const counts = new Uint32Array(names.length);
  const objects: [number, { kind: string; retainedBytes: number; entries: number }][] = [];
  for (let node = 0; node < raw.nodeCount; node++) {
    counts[places[node]!]!++;
    const retainedBytes = tree.retainedBytes[node]!;
    if (retainedBytes < LEAST_BYTES || !isOfProgram(typeOf(raw, node))) continue;
    objects.push([raw.nodeIds[node]!, { kind: names[places[node]!]!, retainedBytes, entries: entries[node]! }]);
  }
  return { kinds: new Map(names.map((name, place) => [name, counts[place]!])), objects: new Map(objects) };
}

/**
 * What became more from each of a series of snapshots of one process to the next: kinds by the number of their objects, objects by what they retain
 * and by how many values they hold; those that grew most first, at most `limit` of each. It is the rule of memlab's analyses `unbound-shape`,
 * `unbound-object` and `unbound-collection`, where a single decrease acquits. Two snapshots are enough, three tell growth from a start.
 */
export function growing(marks: readonly GrowthMark[], limit: number): readonly GrowthRow[] {
  const [first] = marks;
  if (first === undefined || marks.length < 2) return [];
  const kinds = [...(marks.at(-1)?.kinds.keys() ?? [])].map((kind): GrowthRow => ({
    kind,
    what: "objects",
    values: marks.map((mark) => mark.kinds.get(kind) ?? 0),
  }));
  const lasting = [...first.objects.keys()].filter((id) => marks.every(({ objects }) => objects.has(id)));
  const objectRows = (what: "retained bytes" | "entries", value: "retainedBytes" | "entries") =>
    lasting.map((id): GrowthRow => ({
      kind: first.objects.get(id)!.kind,
      id,
      what,
      values: marks.map((mark) => mark.objects.get(id)![value]),
    }));
  return [kinds, objectRows("retained bytes", "retainedBytes"), objectRows("entries", "entries")].flatMap((rows) => mostGrown(rows, limit));
}

function mostGrown(rows: readonly GrowthRow[], limit: number): readonly GrowthRow[] {
  const growth = ({ values }: GrowthRow) => values.at(-1)! - values[0]!;
  return rows
    .filter(({ values }) => values.every((value, index) => index === 0 || value > values[index - 1]!))
    .sort((a, b) => growth(b) - growth(a))
    .slice(0, limit);
}

function isOfProgram(type: string): boolean {
  return type === "object" || type === "closure";
}
