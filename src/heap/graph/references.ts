import type { HeapEdge, Reference, ReferenceGraph } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { edgeTypesOf, heapEdge, type EdgeTypes } from "./edges";
import { bookkeepingOf } from "./bookkeeping";
import type { DominatorTree } from "./dominators";
import { heapObject } from "./heap-object";
import { typeOf } from "./node-kinds";
import { ordinalOf } from "./ordinals";
import { storagesOf, type Storages } from "./storages";

/** How far a graph of references goes. */
export interface ReferenceLimits {
  /** How many references away from the object. */
  readonly depth?: number;
  /** How many referrers, or referents, of one object are shown. */
  readonly fanOut?: number;
  /** How many objects in all. */
  readonly objects?: number;
  /** Where dominators were computed. */
  readonly tree?: DominatorTree;
}

/** Objgraph's (`max_depth`, `too_many`); what is to be read as a picture is no larger. */
const DEFAULTS = { depth: 3, fanOut: 10, objects: 60 };

/**
 * What refers to the object `@id`, and what refers to that, breadth first, as objgraph's `show_backrefs`. The references of programs come before
 * V8's own and weak ones where not all can be shown. Each step away from the object is one pass over all edges of the snapshot.
 *
 * @returns undefined if the snapshot has no such object.
 */
export function referrers(raw: RawSnapshot, id: number, limits: ReferenceLimits = {}): ReferenceGraph | undefined {
  return graphAround(raw, id, "referrers", limits);
}

/**
 * What the object `@id` refers to, and what that refers to, breadth first, as objgraph's `show_refs`. Prototypes, and V8's shapes, code and
 * constants, which every object has, are neither shown nor counted.
 *
 * @returns undefined if the snapshot has no such object.
 */
export function references(raw: RawSnapshot, id: number, limits: ReferenceLimits = {}): ReferenceGraph | undefined {
  return graphAround(raw, id, "references", limits);
}

/** A neighbour of an object: by which edge, and how much a reader wants to see it; 0 is most. */
interface Neighbour {
  readonly node: number;
  readonly edge: HeapEdge;
  readonly rank: number;
}

function graphAround(
  raw: RawSnapshot,
  id: number,
  direction: ReferenceGraph["direction"],
  limits: ReferenceLimits,
): ReferenceGraph | undefined {
  const start = ordinalOf(raw, id);
  if (start === undefined) return undefined;
  const { depth, fanOut, objects } = { ...DEFAULTS, ...limits };
  const neighbours = new Neighbours(raw);
  const places = new Map([[start, 0]]);
  const edges: Reference[] = [];
  const hidden: number[] = [];
  let level = [start];
  for (let distance = 0; level.length > 0; distance++) {
    const around = direction === "referrers" ? neighbours.referrersOf(level) : neighbours.referentsOf(level);
    const next: number[] = [];
    for (const node of level) {
      const place = places.get(node)!;
      let shown = 0;
      let others = 0;
      for (const { node: neighbour, edge } of around.get(node) ?? []) {
        const isNew = !places.has(neighbour);
        if (isNew && (distance === depth || shown === fanOut || places.size >= objects)) {
          others++;
          continue;
        }
        if (isNew) {
          shown++;
          places.set(neighbour, places.size);
          next.push(neighbour);
        }
        const other = places.get(neighbour)!;
        edges.push(direction === "referrers" ? { from: other, to: place, edge } : { from: place, to: other, edge });
      }
      hidden[place] = others;
    }
    level = next;
  }
  return { direction, nodes: [...places.keys()].map((node) => heapObject(raw, node, limits.tree)), edges, hidden };
}

/** The neighbours of objects, each once, those that a reader wants to see first. */
class Neighbours {
  readonly #raw: RawSnapshot;
  readonly #types: EdgeTypes;
  readonly #storages: Storages;
  readonly #isBookkeeping: (node: number) => boolean;

  constructor(raw: RawSnapshot) {
    this.#raw = raw;
    this.#types = edgeTypesOf(raw);
    this.#storages = storagesOf(raw);
    this.#isBookkeeping = bookkeepingOf(raw);
  }

  referrersOf(nodes: readonly number[]): ReadonlyMap<number, readonly Neighbour[]> {
    const { nodeCount, firstEdges, edgeTargets } = this.#raw;
    const found = new Map(nodes.map((node) => [node, new Map<number, Neighbour>()]));
    const isWanted = new Uint8Array(nodeCount);
    for (const node of nodes) isWanted[node] = 1;
    for (let from = 0; from < nodeCount; from++) {
      for (let edge = firstEdges[from]!; edge < firstEdges[from + 1]!; edge++) {
        const to = edgeTargets[edge]!;
        if (isWanted[to] === 1) this.#add(found.get(to)!, from, edge, from);
      }
    }
    return new Map([...found].map(([node, neighbours]) => [node, ranked(neighbours)]));
  }

  referentsOf(nodes: readonly number[]): ReadonlyMap<number, readonly Neighbour[]> {
    return new Map(nodes.map((node) => [node, this.#referentsOf(node)]));
  }

  #referentsOf(node: number): readonly Neighbour[] {
    const { firstEdges, edgeTargets } = this.#raw;
    const found = new Map<number, Neighbour>();
    const pending = [node];
    for (let from = pending.pop(); from !== undefined; from = pending.pop()) {
      for (let edge = firstEdges[from]!; edge < firstEdges[from + 1]!; edge++) {
        const to = edgeTargets[edge]!;
        if (this.#isOwnBookkeeping(edge)) continue;
        if (this.#storages.collectionOf(to) === node) pending.push(to);
        else this.#add(found, from, edge, to);
      }
    }
    return ranked(found);
  }

  /** Adds one end of an edge to the neighbours of the other; the table of a collection stands for the collection. */
  #add(found: Map<number, Neighbour>, from: number, edge: number, end: number): void {
    // Said by the object itself, whose storage this is.
    if (this.#storages.repeatsEdges(from) || this.#raw.edgeTypes[edge] === this.#types.shortcut) return;
    const collection = this.#storages.collectionOf(from);
    const node = end === from ? (collection ?? from) : end;
    const rank = this.#rank(from, edge, end, collection !== undefined);
    const known = found.get(node);
    if (known === undefined || rank < known.rank) found.set(node, { node, edge: this.#edge(edge, collection !== undefined), rank });
  }

  #edge(edge: number, isEntry: boolean): HeapEdge {
    const { how, name } = heapEdge(this.#raw, edge);
    return isEntry && how === "internal" ? { how, name: "entry" } : { how, name };
  }

  #rank(from: number, edge: number, end: number, isEntry: boolean): number {
    const type = this.#raw.edgeTypes[edge];
    if (type === this.#types.weak) return 4;
    if (this.#isBookkeeping(from)) return 3;
    const isOfProgram = isEntry || type === this.#types.property || type === this.#types.element || type === this.#types.context;
    if (!isOfProgram) return 2;
    return this.#isObject(end) ? 0 : 1;
  }

  #isObject(node: number): boolean {
    const type = typeOf(this.#raw, node);
    return type === "object" || type === "closure" || type === "array";
  }

  #isOwnBookkeeping(edge: number): boolean {
    const { edgeTypes, edgeTargets, edgeNames, strings } = this.#raw;
    const to = edgeTargets[edge]!;
    if (this.#isBookkeeping(to) || this.#storages.repeatsEdges(to)) return true;
    return edgeTypes[edge] === this.#types.property && strings.at(edgeNames[edge]!) === "__proto__";
  }
}

function ranked(neighbours: ReadonlyMap<number, Neighbour>): readonly Neighbour[] {
  return [...neighbours.values()].sort((a, b) => a.rank - b.rank);
}
