import type { NotebookVariable, VariableRow } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { bookkeepingOf } from "./bookkeeping";
import { edgeTypesOf, type EdgeTypes } from "./edges";
import { ephemeronsOf, type Ephemerons } from "./ephemerons";
import { kindOf, nameOf } from "./node-kinds";
import { ordinalOf } from "./ordinals";
import { VariableSets } from "./variable-sets";

const MOST_SHARERS = 3;

/**
 * What each variable of the notebook holds, in the order given. `holders` are the ids of the objects that have the variables as properties, or
 * as captured variables. Variables whose value is not in the snapshot, such as small integers, have no row.
 *
 * Only what nothing but the notebook's variables keeps alive counts: first everything is marked that is reachable without them, then for each
 * object left the set of variables that reach it is computed (sets are interned, as in points-to analyses). What a single variable reaches is
 * freed with it; the rest is shared, but for V8's shapes and code, which all objects of a class have in common. So prototypes, shapes and scopes that the program needs anyway are nobody's, and two names of one value
 * share it. A WeakMap's value that only variables keep alive goes with its key, or with the WeakMap if the key would live on.
 */
export function variableRows(raw: RawSnapshot, variables: readonly NotebookVariable[], holders: readonly number[]): readonly VariableRow[] {
  return new Owners(raw, valuesOf(raw, variables), holders).rows();
}

/**
 * By ordinal, 1 for the objects that only variables of the notebook keep alive: what {@link variableRows} shares out among them.
 */
export function heldByVariables(raw: RawSnapshot, variables: readonly NotebookVariable[], holders: readonly number[]): Uint8Array {
  return new Owners(raw, valuesOf(raw, variables), holders).owned();
}

function valuesOf(raw: RawSnapshot, variables: readonly NotebookVariable[]): readonly Value[] {
  return variables.flatMap(({ name, id }) => {
    const node = ordinalOf(raw, id);
    return node === undefined ? [] : [{ name, node }];
  });
}

interface Value {
  readonly name: string;
  readonly node: number;
}

class Owners {
  readonly #raw: RawSnapshot;
  readonly #values: readonly Value[];
  readonly #names: ReadonlySet<string>;
  readonly #types: EdgeTypes;
  readonly #ephemerons: Ephemerons;
  /** The objects that have the variables. */
  readonly #holders: ReadonlySet<number>;
  /** Where V8 keeps the same properties once more. */
  readonly #storages: ReadonlySet<number>;
  /** 1 for what is alive without the notebook's variables. */
  readonly #isElsewhere: Uint8Array;

  constructor(raw: RawSnapshot, values: readonly Value[], holders: readonly number[]) {
    this.#raw = raw;
    this.#values = values;
    this.#names = new Set(values.map(({ name }) => name));
    this.#types = edgeTypesOf(raw);
    this.#ephemerons = ephemeronsOf(raw);
    this.#holders = new Set(holders.flatMap((id) => ordinalOf(raw, id) ?? []));
    this.#storages = this.#storagesOf(this.#holders);
    this.#isElsewhere = this.#reachedWithoutVariables();
  }

  rows(): readonly VariableRow[] {
    const { sets, setOf } = this.#reachSets();
    const bytesOf = new Map<number, number>();
    const isBookkeeping = bookkeepingOf(this.#raw);
    setOf.forEach((set, node) => {
      const isCounted = set !== sets.empty && (sets.members(set).length === 1 || !isBookkeeping(node));
      if (isCounted) bytesOf.set(set, (bytesOf.get(set) ?? 0) + this.#raw.selfBytes[node]!);
    });
    return this.#values.map((value, index) => this.#row(value, index, sets, bytesOf));
  }

  /** By ordinal, 1 for what some variable reaches and nothing else does. */
  owned(): Uint8Array {
    const { firstEdges, edgeTargets } = this.#raw;
    const isOwned = new Uint8Array(this.#raw.nodeCount);
    const waiting: number[] = [];
    const add = (node: number): void => {
      if (isOwned[node] === 1 || this.#isElsewhere[node] === 1) return;
      isOwned[node] = 1;
      waiting.push(node);
    };
    for (const { node } of this.#values) add(node);
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) if (this.#holds(edge)) add(edgeTargets[edge]!);
    }
    return isOwned;
  }

  #row({ name, node }: Value, index: number, sets: VariableSets, bytesOf: ReadonlyMap<number, number>): VariableRow {
    let sharedBytes = 0;
    const sharers = new Map<number, number>();
    for (const [set, bytes] of bytesOf) {
      const members = sets.members(set);
      if (members.length === 1 || !members.includes(index)) continue;
      sharedBytes += bytes;
      for (const other of members) if (other !== index) sharers.set(other, (sharers.get(other) ?? 0) + bytes);
    }
    const sharedWith = [...sharers].sort(([a, aBytes], [b, bBytes]) => bBytes - aBytes || a - b).slice(0, MOST_SHARERS);
    return {
      name,
      kind: kindOf(this.#raw, node),
      shallowBytes: this.#raw.selfBytes[node]!,
      retainedBytes: bytesOf.get(sets.single(index)) ?? 0,
      sharedBytes,
      sharedWith: sharedWith.map(([other]) => this.#values[other]!.name),
    };
  }

  /** The set of variables that reach each node among those that would die with all of them; spread until nothing changes. */
  #reachSets(): { sets: VariableSets; setOf: Uint32Array } {
    const { nodeCount, firstEdges, edgeTargets } = this.#raw;
    const sets = new VariableSets();
    const setOf = new Uint32Array(nodeCount);
    const waiting: number[] = [];
    const spread = (node: number, set: number) => {
      if (this.#isElsewhere[node] === 1) return;
      const union = sets.union(setOf[node]!, set);
      if (union === setOf[node]) return;
      setOf[node] = union;
      waiting.push(node);
    };
    this.#values.forEach(({ node }, index) => spread(node, sets.single(index)));
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
        if (this.#holds(edge) && !this.#goesWithKey(edge)) spread(edgeTargets[edge]!, setOf[node]!);
      }
    }
    return { sets, setOf };
  }

  #reachedWithoutVariables(): Uint8Array {
    const { nodeCount, firstEdges, edgeTargets } = this.#raw;
    const isValue = new Uint8Array(nodeCount);
    for (const { node } of this.#values) isValue[node] = 1;
    const isReached = new Uint8Array(nodeCount);
    const queue = new Uint32Array(nodeCount);
    const isPassed = new Uint8Array(nodeCount);
    let end = 0;
    queue[end++] = 0;
    isReached[0] = 1;
    for (let next = 0; next < end; next++) {
      const node = queue[next]!;
      isPassed[node] = 1;
      for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
        const to = edgeTargets[edge]!;
        if (isReached[to] === 1 || !this.#holds(edge, node === 0) || (isValue[to] === 1 && this.#isVariable(node, edge))) continue;
        const partner = this.#ephemerons.partnerOf(edge);
        if (partner !== undefined && isPassed[partner] !== 1) continue;
        isReached[to] = 1;
        queue[end++] = to;
      }
    }
    return isReached;
  }

  /** Shortcuts repeat other edges, but those of the first node, which are the global objects. */
  #holds(edge: number, isOfRoot = false): boolean {
    const type = this.#raw.edgeTypes[edge];
    return type !== this.#types.weak && (isOfRoot || type !== this.#types.shortcut);
  }

  #isVariable(node: number, edge: number): boolean {
    if (this.#storages.has(node)) return true;
    if (!this.#holders.has(node)) return false;
    const { edgeTypes, edgeNames, strings } = this.#raw;
    const isNamed = edgeTypes[edge] === this.#types.property || edgeTypes[edge] === this.#types.context;
    return isNamed && this.#names.has(strings.at(edgeNames[edge]!));
  }

  #goesWithKey(edge: number): boolean {
    const key = this.#ephemerons.tableEdges.has(edge) ? this.#ephemerons.partnerOf(edge) : undefined;
    return key !== undefined && this.#isElsewhere[key] === 0;
  }

  /** The tables of properties of the holders, and the cells in which V8 keeps the properties of a global object. */
  #storagesOf(holders: ReadonlySet<number>): ReadonlySet<number> {
    const storages = new Set<number>();
    for (const holder of holders) {
      for (const [name, table] of this.#internals(holder)) if (name === "properties" || name === "elements") storages.add(table);
    }
    for (const table of [...storages]) {
      for (const [, cell] of this.#internals(table)) if (this.#isPropertyCell(cell)) storages.add(cell);
    }
    return storages;
  }

  *#internals(node: number): Iterable<[string, number]> {
    const { firstEdges, edgeTypes, edgeNames, edgeTargets, strings } = this.#raw;
    for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
      if (edgeTypes[edge] === this.#types.internal) yield [strings.at(edgeNames[edge]!), edgeTargets[edge]!];
    }
  }

  #isPropertyCell(node: number): boolean {
    return nameOf(this.#raw, node) === "system / PropertyCell";
  }
}
