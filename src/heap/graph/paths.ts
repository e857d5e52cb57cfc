import type { NotebookVariable, PathGroup, PathRoot, PathStep, RetainingPath } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { heapEdge } from "./edges";
import type { DominatorTree } from "./dominators";
import { heapObject } from "./heap-object";
import { NONE, searchFromRoots, type RootSearch } from "./root-search";
import { memoized } from "./memoized";
import { ordinalOf } from "./ordinals";

/** What to say of the objects on a path. */
export interface PathOptions {
  /** Variables of the notebook: roots as good as V8's own. Those whose value is not in the snapshot are passed over. */
  readonly variables?: readonly NotebookVariable[];
  /** Where dominators were computed. */
  readonly tree?: DominatorTree;
}

/** The retaining paths of a snapshot. */
export class RetainingPaths {
  readonly #raw: RawSnapshot;
  readonly #options: PathOptions;
  readonly #search: RootSearch;

  /** Looks once at every object that is alive, breadth first; paths are told from what it found. */
  constructor(raw: RawSnapshot, options: PathOptions = {}) {
    this.#raw = raw;
    this.#options = options;
    this.#search = searchFromRoots(raw, options.variables ?? []);
  }

  /** The shortest path to the object `@id`; undefined if there is none: it is not in the snapshot, or only weakly held. */
  toObject(id: number): RetainingPath | undefined {
    const node = ordinalOf(this.#raw, id);
    return node === undefined ? undefined : this.#pathTo(node);
  }

  /**
   * The shortest paths to the objects of a class, or if there are none to the functions of that name; those that are alike but for indices
   * are taken together. At most `limit` groups, the ones with the most bytes first.
   */
  toKind(kind: string, limit: number): readonly PathGroup[] {
    const groups = new Map<number, { largest: number; count: number; bytes: number }>();
    const ways = new Ways(this.#raw, this.#search);
    for (const node of this.#nodesOf(kind)) {
      const way = ways.to(node);
      const group = groups.get(way) ?? { largest: node, count: 0, bytes: 0 };
      group.count++;
      group.bytes += this.#raw.selfBytes[node]!;
      if (this.#bytesOf(node) > this.#bytesOf(group.largest)) group.largest = node;
      groups.set(way, group);
    }
    return [...groups.values()]
      .sort((a, b) => b.bytes - a.bytes || a.largest - b.largest)
      .slice(0, limit)
      .map(({ largest, count, bytes }) => ({ path: this.#pathTo(largest)!, count, bytes }));
  }

  #bytesOf(node: number): number {
    return this.#options.tree?.retainedBytes[node] ?? this.#raw.selfBytes[node]!;
  }

  #nodesOf(kind: string): readonly number[] {
    const objects = this.#named("object", kind);
    return objects.length > 0 ? objects : this.#named("closure", kind);
  }

  #named(type: string, name: string): readonly number[] {
    const { nodeCount, nodeTypes, nodeTypeNames, nodeNames, strings } = this.#raw;
    const wanted = nodeTypeNames.indexOf(type);
    const isName = memoized(strings.count, (place) => strings.at(place) === name);
    const nodes: number[] = [];
    for (let node = 0; node < nodeCount; node++) {
      if (nodeTypes[node] === wanted && isName(nodeNames[node]!) && this.#search.isReached(node)) nodes.push(node);
    }
    return nodes;
  }

  #pathTo(node: number): RetainingPath | undefined {
    if (!this.#search.isReached(node)) return undefined;
    const steps: PathStep[] = [];
    let at = node;
    for (; this.#search.parentEdge(at) !== NONE; at = this.#search.parent(at)) {
      steps.push({ edge: heapEdge(this.#raw, this.#search.parentEdge(at)), to: this.#object(at) });
    }
    const start = this.#search.startAt(at);
    return { root: rootOf(start), steps: [...this.#firstStep(start, at), ...steps.reverse()] };
  }

  /** A variable's value, and the global object, are objects themselves; another root is only a name over the first object. */
  #firstStep(start: PathStart, node: number): PathStep[] {
    if (start.kind === "variable") return [{ edge: { how: "variable", name: start.variable.name }, to: this.#object(node) }];
    return start.root.isObject ? [{ edge: { how: "internal", name: start.root.name }, to: this.#object(node) }] : [];
  }

  #object(node: number) {
    return heapObject(this.#raw, node, this.#options.tree);
  }
}

type PathStart = ReturnType<RootSearch["startAt"]>;

function rootOf(start: PathStart): PathRoot {
  if (start.kind === "v8") return { kind: "v8", name: start.root.name };
  const { name, cell } = start.variable;
  return { kind: "variable", name, ...(cell !== undefined && { cell }) };
}

/** Numbers for ways from a root: equal for two objects if their paths differ in indices alone. */
class Ways {
  readonly #raw: RawSnapshot;
  readonly #search: RootSearch;
  readonly #numbers: Int32Array;
  readonly #known = new Map<string, number>();

  constructor(raw: RawSnapshot, search: RootSearch) {
    this.#raw = raw;
    this.#search = search;
    this.#numbers = new Int32Array(raw.nodeCount).fill(-1);
  }

  to(node: number): number {
    const unknown: number[] = [];
    let at = node;
    for (; this.#numbers[at] === -1 && this.#search.parentEdge(at) !== NONE; at = this.#search.parent(at)) unknown.push(at);
    let way = this.#numbers[at]!;
    if (way === -1) way = this.#intern(`root ${at}`);
    for (const next of unknown.reverse()) {
      way = this.#intern(`${way} ${this.#step(next)}`);
      this.#numbers[next] = way;
    }
    return way;
  }

  #step(node: number): string {
    const { edgeTypes, edgeNames, edgeTypeNames, nodeNames, strings } = this.#raw;
    const edge = this.#search.parentEdge(node);
    const type = edgeTypeNames[edgeTypes[edge]!]!;
    const isNamed = (type === "property" || type === "context" || type === "internal") && !/^\d/.test(strings.at(edgeNames[edge]!));
    return `${type} ${isNamed ? edgeNames[edge]! : ""} ${nodeNames[node]!}`;
  }

  #intern(way: string): number {
    const number = this.#known.get(way) ?? this.#known.size;
    this.#known.set(way, number);
    return number;
  }
}
