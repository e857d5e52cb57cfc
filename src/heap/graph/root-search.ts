import type { NotebookVariable } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { edgeTypesOf } from "./edges";
import { ephemeronsOf, type Ephemerons } from "./ephemerons";
import { ordinalOf } from "./ordinals";
import { rootsOf, type SnapshotRoot } from "./roots";

/** Of a node at which a path starts: that it was reached through no edge. */
export const NONE = 0xffff_ffff;

/** Where a path starts. */
export type PathStart =
  { readonly kind: "variable"; readonly variable: NotebookVariable } | { readonly kind: "v8"; readonly root: SnapshotRoot };

/** How each object that is alive is reached from a root on a shortest path. */
export interface RootSearch {
  isReached(node: number): boolean;
  /** The edge through which a node was reached, or {@link NONE} if a path starts there. */
  parentEdge(node: number): number;
  /** The node from which it was reached. */
  parent(node: number): number;
  /** Of a node at which a path starts. */
  startAt(node: number): PathStart;
}

/** Global handles under this name are values that were looked at in a console or a debugger (`InjectedScript::bindObject` in V8). */
const CONSOLE_HANDLE = "DevTools console";

/**
 * Searches breadth first from all roots at once: the values of the notebook's variables first, so that of two paths of one length that of a
 * variable is taken, then what V8's roots hold. Weak edges hold nothing. The roots of last resort (a running function, a debugger, its
 * console) are searched last, so that a path begins there only if nothing else keeps the object alive.
 *
 * A WeakMap's value is reached when both its key and the table are, through the one that is farther from a root, as in Chrome DevTools
 * (`calculateDistances` in `HeapSnapshot.ts`); so a path is as long as the distance.
 */
export function searchFromRoots(raw: RawSnapshot, variables: readonly NotebookVariable[]): RootSearch {
  const search = new Search(raw);
  for (const variable of variables) search.startFromVariable(variable);
  const roots = rootsOf(raw);
  for (const isLast of [false, true]) {
    for (const root of roots) search.startFromRoot(root, isLast);
    search.run();
  }
  return search;
}

class Search implements RootSearch {
  readonly #raw: RawSnapshot;
  readonly #ephemerons: Ephemerons;
  readonly #types: ReturnType<typeof edgeTypesOf>;
  readonly #starts = new Map<number, PathStart>();
  readonly #parents: Uint32Array;
  readonly #parentEdges: Uint32Array;
  readonly #isReached: Uint8Array;
  /** Nodes in the order in which they were reached; those before `#next` have been passed. */
  readonly #queue: Uint32Array;
  readonly #isPassed: Uint8Array;
  #next = 0;
  #end = 0;

  constructor(raw: RawSnapshot) {
    this.#raw = raw;
    this.#ephemerons = ephemeronsOf(raw);
    this.#types = edgeTypesOf(raw);
    this.#parents = new Uint32Array(raw.nodeCount);
    this.#parentEdges = new Uint32Array(raw.nodeCount).fill(NONE);
    this.#isReached = new Uint8Array(raw.nodeCount);
    this.#isPassed = new Uint8Array(raw.nodeCount);
    this.#queue = new Uint32Array(raw.nodeCount);
  }

  isReached(node: number): boolean {
    return this.#isReached[node] === 1;
  }

  parentEdge(node: number): number {
    return this.#parentEdges[node]!;
  }

  parent(node: number): number {
    return this.#parents[node]!;
  }

  startAt(node: number): PathStart {
    const start = this.#starts.get(node);
    if (start === undefined) throw new RangeError(`No path starts at node ${node}.`);
    return start;
  }

  startFromVariable(variable: NotebookVariable): void {
    const node = ordinalOf(this.#raw, variable.id);
    if (node !== undefined) this.#start(node, { kind: "variable", variable });
  }

  /** Reaches what a root holds: as a last resort if `isLast`, or else otherwise. */
  startFromRoot(root: SnapshotRoot, isLast: boolean): void {
    const { node, isObject, isLastResort } = root;
    if (isObject) {
      if (isLastResort === isLast) this.#start(node, { kind: "v8", root });
      return;
    }
    this.#starts.set(node, { kind: "v8", root });
    this.#isReached[node] = 1;
    for (let edge = this.#raw.firstEdges[node]!; edge < this.#raw.firstEdges[node + 1]!; edge++) {
      if ((isLastResort || this.#isConsoleHandle(edge)) === isLast) this.#follow(node, edge);
    }
    this.#isPassed[node] = 1;
  }

  run(): void {
    const { firstEdges } = this.#raw;
    while (this.#next < this.#end) {
      const node = this.#queue[this.#next++]!;
      this.#isPassed[node] = 1;
      for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) this.#follow(node, edge);
    }
  }

  #start(node: number, start: PathStart): void {
    if (this.#isReached[node] === 1) return;
    this.#starts.set(node, start);
    this.#isReached[node] = 1;
    this.#queue[this.#end++] = node;
  }

  #follow(from: number, edge: number): void {
    const to = this.#raw.edgeTargets[edge]!;
    if (this.#isReached[to] === 1) return;
    const type = this.#raw.edgeTypes[edge];
    // A shortcut repeats a reference that is there as another edge.
    if (type === this.#types.weak || type === this.#types.shortcut) return;
    const partner = this.#ephemerons.partnerOf(edge);
    // The partner's own edge to the value is followed when it is its turn.
    if (partner !== undefined && this.#isPassed[partner] !== 1) return;
    this.#isReached[to] = 1;
    this.#parents[to] = from;
    this.#parentEdges[to] = edge;
    this.#queue[this.#end++] = to;
  }

  #isConsoleHandle(edge: number): boolean {
    return this.#raw.edgeTypes[edge] === this.#types.internal && this.#raw.strings.at(this.#raw.edgeNames[edge]!).endsWith(CONSOLE_HANDLE);
  }
}
