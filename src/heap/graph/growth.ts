import type { KindGrowth } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { bookkeepingOf } from "./bookkeeping";
import { countedBytes, dominatedBy } from "./dominated";
import type { DominatorTree } from "./dominators";
import { entriesOf } from "./entries";
import { attributed, grew, type GrownObject, type Held } from "./grown-objects";
import { memoized } from "./memoized";
import { nodeKinds } from "./node-kinds";

/** What had grown until the last snapshot. */
export interface GrowthUntilNow {
  readonly growth: Growth;
  /** The id of the object that alone keeps alive what is needed to follow the growth. */
  readonly watchId: number;
}

/** What objects held in earlier snapshots, by their ids. */
interface Earlier {
  get(id: number): Held | undefined;
}

/**
 * What became more from each of a series of snapshots of one process to the next: kinds by the number of their objects, objects by what they retain
 * and by how many values they hold. It is the rule of memlab's analyses `unbound-shape`, `unbound-object` and `unbound-collection`, where a single
 * decrease acquits. Two snapshots are enough, three tell growth from a start.
 *
 * Of the snapshots only this is kept: of the first what each object held, from the second on only what has grown until then.
 */
export class Growth {
  /** Of no snapshot yet. */
  static readonly NONE = new Growth(0, new Map(), new Map());

  readonly #snapshotCount: number;
  readonly #kinds: ReadonlyMap<string, readonly number[]>;
  readonly #objects: Earlier;

  private constructor(snapshotCount: number, kinds: ReadonlyMap<string, readonly number[]>, objects: Earlier) {
    this.#snapshotCount = snapshotCount;
    this.#kinds = kinds;
    this.#objects = objects;
  }

  /** With the next snapshot. What the object `watchId` alone keeps alive does not count. */
  after(raw: RawSnapshot, tree: DominatorTree, watchId?: number): Growth {
    const isCounted = countedNodes(raw, tree, watchId);
    const kinds = this.#nextKinds(countsOf(raw, isCounted));
    const held = new HeldNow(raw, tree, isCounted);
    return new Growth(this.#snapshotCount + 1, kinds, this.#snapshotCount === 0 ? held : this.#grown(held));
  }

  /** Of kinds, those of which most objects came first. */
  get kinds(): readonly KindGrowth[] {
    if (this.#snapshotCount < 2) return [];
    return [...this.#kinds].map(([kind, counts]) => ({ kind, counts })).sort((a, b) => grew(b.counts) - grew(a.counts));
  }

  /** Of single objects in the last snapshot, those that keep most of what came first. */
  objectsIn(raw: RawSnapshot, tree: DominatorTree): readonly GrownObject[] {
    if (this.#snapshotCount < 2) return [];
    const found = new Map<number, Held>();
    raw.nodeIds.forEach((id, node) => {
      const held = this.#objects.get(id);
      if (held !== undefined) found.set(node, held);
    });
    return attributed(found, tree);
  }

  #nextKinds(counts: ReadonlyMap<string, number>): ReadonlyMap<string, readonly number[]> {
    if (this.#snapshotCount === 0) return new Map([...counts].map(([kind, count]) => [kind, [count]]));
    const kinds = new Map<string, readonly number[]>();
    for (const [kind, count] of counts) {
      const before = this.#kinds.get(kind) ?? (this.#snapshotCount === 1 ? [0] : undefined);
      if (before !== undefined && count > before.at(-1)!) kinds.set(kind, [...before, count]);
    }
    return kinds;
  }

  #grown(now: HeldNow): ReadonlyMap<number, Held> {
    const grown = new Map<number, Held>();
    now.forEach((id, retainedBytes, entries) => {
      const before = this.#objects.get(id);
      if (before === undefined) return;
      const held = { retainedBytes: [...before.retainedBytes, retainedBytes], entries: [...before.entries, entries] };
      if (grew(held.retainedBytes) > 0 || grew(held.entries) > 0) grown.set(id, held);
    });
    return grown;
  }
}

/** What each object of a program holds in one snapshot, of which it keeps 20 bytes an object. */
class HeldNow implements Earlier {
  /** By ordinal. */
  readonly #retainedBytes: Float64Array;
  readonly #entries: Uint32Array;
  /** By id. */
  readonly #nodes = new Map<number, number>();

  constructor(raw: RawSnapshot, tree: DominatorTree, isCounted: Uint8Array) {
    this.#retainedBytes = countedBytes(tree, raw.selfBytes, isCounted);
    this.#entries = entriesOf(raw);
    const isOfProgram = raw.nodeTypeNames.map((type) => type === "object" || type === "closure");
    raw.nodeIds.forEach((id, node) => {
      if (isCounted[node] === 1 && isOfProgram[raw.nodeTypes[node]!]) this.#nodes.set(id, node);
    });
  }

  get(id: number): Held | undefined {
    const node = this.#nodes.get(id);
    return node === undefined ? undefined : { retainedBytes: [this.#retainedBytes[node]!], entries: [this.#entries[node]!] };
  }

  forEach(visit: (id: number, retainedBytes: number, entries: number) => void): void {
    for (const [id, node] of this.#nodes) visit(id, this.#retainedBytes[node]!, this.#entries[node]!);
  }
}

/** What V8 learns of a function while it runs, with the patterns that it makes of literals; it becomes more for a while, also in the functions here. */
const LEARNED: ReadonlySet<string> = new Set(["system / FeedbackCell", "system / FeedbackVector", "system / AllocationSite"]);

/** By ordinal, 1 for what counts: what is alive, without V8's own bookkeeping. */
function countedNodes(raw: RawSnapshot, tree: DominatorTree, watchId: number | undefined): Uint8Array {
  const isLearned = memoized(raw.strings.count, (place) => LEARNED.has(raw.strings.at(place)));
  const isLeftOut = dominatedBy(tree, (node) => raw.nodeIds[node] === watchId || isLearned(raw.nodeNames[node]!));
  const isBookkeeping = bookkeepingOf(raw);
  return tree.isReachable.map((isReachable, node) => (isReachable === 1 && isLeftOut[node] === 0 && !isBookkeeping(node) ? 1 : 0));
}

/** Arrays of V8's own, in which objects have their elements and properties, go with these; and V8 calls one and the same now this, now that. */
function countsOf(raw: RawSnapshot, isCounted: Uint8Array): ReadonlyMap<string, number> {
  const { names, places } = nodeKinds(raw);
  const array = raw.nodeTypeNames.indexOf("array");
  const counts = new Uint32Array(names.length);
  places.forEach((place, node) => (counts[place]! += raw.nodeTypes[node] === array ? 0 : isCounted[node]!));
  return new Map(names.map((name, place) => [name, counts[place]!]));
}
