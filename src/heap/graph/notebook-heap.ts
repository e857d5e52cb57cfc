import type {
  GraphAnswer,
  GraphQuestion,
  GraphReport,
  GraphView,
  HeapTarget,
  NotebookVariable,
  ReferenceGraph,
  VariableRow,
} from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { collectionsHoldingAlone } from "./collections";
import { dominators } from "./dominators";
import { duplicateObjects, duplicateStrings } from "./duplicates";
import { largestFanOut } from "./fan-out";
import { globalVariables } from "./global-variables";
import { largestDominators } from "./largest-dominators";
import { nodeKinds } from "./node-kinds";
import { notebookVariables } from "./notebook-variables";
import { madeSince } from "./object-ids";
import { ordinalOf } from "./ordinals";
import { RetainingPaths } from "./paths";
import { references, referrers } from "./references";
import { retainedByClass } from "./retained-by-class";
import { largestStrings } from "./strings";
import { heldByVariables, variableRows } from "./variables";

/** What is known of the notebook in a snapshot of the process that runs it. */
export interface NotebookInSnapshot {
  /** The id of the object that has its variables as properties. */
  readonly holderId: number;
  /** Its variables, with the type of each value. */
  readonly types: ReadonlyMap<string, string>;
  /** Objects with a higher id are those that a measured cell has made; absent where there was none. */
  readonly lastIdBefore?: number;
}

/** Answers questions to one snapshot: of the process that runs a notebook, or of any other, in which all that is alive counts. */
export class NotebookHeap {
  readonly #raw: RawSnapshot;
  readonly #holderIds: readonly number[];
  readonly #types: ReadonlyMap<string, string>;
  readonly #variables: readonly NotebookVariable[];
  readonly #isCounted: Uint8Array;
  readonly #tree: ReturnType<typeof dominators>;
  #pathsFound: RetainingPaths | undefined;

  constructor(raw: RawSnapshot, notebook?: NotebookInSnapshot) {
    this.#raw = raw;
    this.#holderIds = notebook ? [notebook.holderId] : [];
    this.#types = notebook?.types ?? new Map();
    this.#variables = notebook ? variablesOf(raw, notebook) : [];
    this.#tree = dominators(raw);
    this.#isCounted = this.#countedOf(notebook);
  }

  #countedOf(notebook: NotebookInSnapshot | undefined): Uint8Array {
    const { isReachable } = this.#tree;
    if (notebook === undefined) return isReachable;
    const { lastIdBefore } = notebook;
    if (lastIdBefore === undefined) return heldByVariables(this.#raw, this.#variables, this.#holderIds);
    return madeSince(this.#raw, this.#tree, lastIdBefore);
  }

  answer({ views, limit }: GraphQuestion): Omit<GraphReport, "savedTo"> {
    const { nodeCount, edgeCount, selfBytes } = this.#raw;
    return {
      nodeCount,
      edgeCount,
      totalBytes: this.#tree.retainedBytes[0]!,
      counted: {
        objectCount: this.#countedCount(),
        bytes: this.#isCounted.reduce((bytes, isCounted, node) => bytes + isCounted * selfBytes[node]!, 0),
      },
      answers: views.map((view) => this.#answerTo(view, limit)),
    };
  }

  #countedCount(): number {
    return this.#isCounted.reduce((count, isCounted) => count + isCounted, 0);
  }

  #answerTo(view: GraphView, limit: number): GraphAnswer {
    switch (view.kind) {
      case "variables":
        return { kind: "variables", ...firstOf(this.#variableRows(view.names), view.names ? Infinity : limit) };
      case "retained":
        return { kind: "retained", ...firstOf(retainedByClass(this.#raw, this.#tree, this.#isCounted), limit) };
      case "dominators": {
        const rows = largestDominators(this.#raw, this.#tree, limit, this.#isCounted);
        return { kind: "dominators", rows, moreRows: this.#countedCount() - rows.length };
      }
      case "duplicates":
        return {
          kind: "duplicates",
          strings: duplicateStrings(this.#raw, limit, this.#isCounted),
          objects: duplicateObjects(this.#raw, limit, this.#isCounted),
        };
      case "fan-out":
        return { kind: "fan-out", findings: largestFanOut(this.#raw, limit, this.#tree, this.#isCounted) };
      case "collections":
        return { kind: "collections", findings: collectionsHoldingAlone(this.#raw, this.#tree, limit, this.#isCounted) };
      case "strings": {
        const largest = largestStrings(this.#raw, limit, this.#tree, this.#isCounted);
        return { kind: "strings", findings: largest.map((object) => ({ object, why: "" })) };
      }
      case "globals":
        return { kind: "globals", findings: globalVariables(this.#raw, limit, this.#tree) };
      case "paths":
        return this.#paths(view.of, limit);
      case "referrers":
      case "references":
        return this.#references(view, limit);
    }
  }

  /** What is no object of the heap is in its variable's own slot, and takes nothing. */
  #variableRows(names?: readonly string[]): readonly VariableRow[] {
    const rows = new Map(variableRows(this.#raw, this.#variables, this.#holderIds).map((row) => [row.name, row]));
    const slot = (name: string): VariableRow => ({
      name,
      kind: this.#types.get(name) ?? "undefined",
      shallowBytes: 0,
      retainedBytes: 0,
      sharedBytes: 0,
      sharedWith: [],
    });
    const rowOf = (name: string): VariableRow =>
      SHARED_BY_ALL.has(this.#types.get(name) ?? "") ? slot(name) : (rows.get(name) ?? slot(name));
    const wanted = [...(names ?? this.#types.keys())].map(rowOf);
    return names ? wanted : wanted.sort((a, b) => b.retainedBytes + b.sharedBytes - (a.retainedBytes + a.sharedBytes));
  }

  /** Found once for all that is asked. */
  get #retainingPaths(): RetainingPaths {
    return (this.#pathsFound ??= new RetainingPaths(this.#raw, { variables: this.#variables, tree: this.#tree }));
  }

  #paths(target: HeapTarget, limit: number): GraphAnswer {
    const paths = this.#retainingPaths;
    const of = nameOf(target);
    const id = this.#idOf(target);
    if (id === undefined && target.kind === "name") {
      const groups = paths.toKind(target.name, limit);
      return groups.length > 0 ? { kind: "paths", of, groups } : { kind: "nothing", view: "paths", why: NONE_OF(of) };
    }
    const path = id === undefined ? undefined : paths.toObject(id);
    if (path === undefined) return { kind: "nothing", view: "paths", why: NONE_OF(of) };
    const object = path.steps.at(-1)?.to;
    return { kind: "paths", of, groups: [{ path, count: 1, bytes: object?.shallowBytes ?? 0 }] };
  }

  #references({ kind, of: target, depth }: Extract<GraphView, { readonly depth: number }>, limit: number): GraphAnswer {
    const of = nameOf(target);
    const id = this.#idOf(target) ?? (target.kind === "name" ? this.#largestOf(target.name) : undefined);
    const around = kind === "referrers" ? referrers : references;
    const graph = id === undefined ? undefined : around(this.#raw, id, { depth, fanOut: limit, tree: this.#tree });
    return graph ? { kind, of, graph: this.#withNotebook(graph) } : { kind: "nothing", view: kind, why: NONE_OF(of) };
  }

  /** Of an id, or of the value of a variable. Who names a class that has objects means these. */
  #idOf(target: HeapTarget): number | undefined {
    if (target.kind === "id") return target.id;
    const id = this.#variables.find(({ name }) => name === target.name)?.id;
    return id !== undefined && this.#isClassWithObjects(id, target.name) ? undefined : id;
  }

  /** V8 gives the name of a class to its prototype, too. */
  #isClassWithObjects(id: number, name: string): boolean {
    const { nodeTypes, nodeTypeNames, nodeNames, nodeCount, strings } = this.#raw;
    if (nodeTypeNames[nodeTypes[ordinalOf(this.#raw, id)!]!] !== "closure") return false;
    const object = nodeTypeNames.indexOf("object");
    let count = 0;
    for (let node = 0; node < nodeCount && count < 2; node++) {
      if (nodeTypes[node] === object && this.#tree.isReachable[node] === 1 && strings.at(nodeNames[node]!) === name) count++;
    }
    return count === 2;
  }

  /** The object that has the variables is called what it is. */
  #withNotebook(graph: ReferenceGraph): ReferenceGraph {
    return { ...graph, nodes: graph.nodes.map((node) => (this.#holderIds.includes(node.id) ? { ...node, kind: NOTEBOOK } : node)) };
  }

  /** The object of a class that retains most. */
  #largestOf(kind: string): number | undefined {
    const { names, places } = nodeKinds(this.#raw);
    const wanted = names.indexOf(kind);
    const { retainedBytes, isReachable } = this.#tree;
    let largest: number | undefined;
    places.forEach((place, node) => {
      if (place !== wanted || isReachable[node] === 0) return;
      if (largest === undefined || retainedBytes[node]! > retainedBytes[largest]!) largest = node;
    });
    return largest === undefined ? undefined : this.#raw.nodeIds[largest];
  }
}

function variablesOf(raw: RawSnapshot, { holderId, types }: NotebookInSnapshot): readonly NotebookVariable[] {
  const holder = ordinalOf(raw, holderId);
  if (holder === undefined) throw new Error("The notebook's variables are not in the snapshot of its heap.");
  return notebookVariables(raw, holder, new Set(types.keys()));
}

/** Types whose few values V8 has once for all. */
const SHARED_BY_ALL: ReadonlySet<string> = new Set(["null", "undefined", "boolean"]);

const NOTEBOOK = "the notebook";

function nameOf(target: HeapTarget): string {
  return target.kind === "id" ? `@${target.id}` : target.name;
}

const NONE_OF = (what: string): string =>
  `there is no ${what} in the heap: it is neither a variable with a value of its own nor a class with objects, and an id is of one snapshot's process only.`;

function firstOf<Row>(rows: readonly Row[], limit: number): { readonly rows: readonly Row[]; readonly moreRows: number } {
  return { rows: rows.slice(0, limit), moreRows: Math.max(0, rows.length - limit) };
}
