import type {
  GraphAnswer,
  GraphQuestion,
  GraphReport,
  GraphView,
  HeapObject,
  HeapTarget,
  NotebookVariable,
  ObjectGrowth,
  ReferenceGraph,
  VariableRow,
} from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { collectionsHoldingAlone } from "./collections";
import { dominators } from "./dominators";
import { duplicateObjects, duplicateStrings } from "./duplicates";
import { largestFanOut } from "./fan-out";
import { globalVariables } from "./global-variables";
import { graphSize } from "./graph-size";
import type { GrowthUntilNow } from "./growth";
import type { GrownObject } from "./grown-objects";
import { heapObject } from "./heap-object";
import { largestDominators } from "./largest-dominators";
import { notebookVariables } from "./notebook-variables";
import { numberValuesOf } from "./number-values";
import { madeSince } from "./object-ids";
import { ordinalOf } from "./ordinals";
import { RetainingPaths } from "./paths";
import { references, referrers } from "./references";
import { retainedByClass } from "./retained-by-class";
import { largestStrings } from "./strings";
import { Targets } from "./targets";
import { heldByVariables, variableRows } from "./variables";

/** What is known of the notebook in a snapshot of the process that runs it. */
export interface NotebookInSnapshot {
  /** The id of the object that has its variables as properties. */
  readonly holderId: number;
  /** Its variables, with the type of each value. */
  readonly types: ReadonlyMap<string, string>;
  /** The number of the cell that declared each variable last, as far as it is known. */
  readonly cells: ReadonlyMap<string, number>;
  /** Objects with a higher id are those that a measured cell has made; absent where there was none. */
  readonly lastIdBefore?: number;
  /** Of earlier runs of the cell, in earlier snapshots. */
  readonly growth?: GrowthUntilNow;
}

/** Answers questions to one snapshot: of the process that runs a notebook, or of any other, in which all that is alive counts. */
export class NotebookHeap {
  readonly #raw: RawSnapshot;
  readonly #holderIds: readonly number[];
  readonly #types: ReadonlyMap<string, string>;
  readonly #variables: readonly NotebookVariable[];
  readonly #isCounted: Uint8Array;
  readonly #tree: ReturnType<typeof dominators>;
  readonly #targets: Targets;
  readonly #growth: GrowthUntilNow | undefined;
  #pathsFound: RetainingPaths | undefined;

  constructor(raw: RawSnapshot, notebook?: NotebookInSnapshot) {
    this.#raw = raw;
    this.#holderIds = notebook ? [notebook.holderId] : [];
    this.#types = notebook?.types ?? new Map();
    this.#variables = notebook ? variablesOf(raw, notebook) : [];
    this.#tree = dominators(raw);
    this.#growth = notebook?.growth;
    this.#targets = new Targets(raw, this.#tree, this.#variables);
    this.#isCounted = this.#countedOf(notebook);
  }

  #countedOf(notebook: NotebookInSnapshot | undefined): Uint8Array {
    const isNumberValue = numberValuesOf(this.#raw);
    return this.#askedFor(notebook).map((isAsked, node) => (isNumberValue(node) ? 0 : isAsked));
  }

  #askedFor(notebook: NotebookInSnapshot | undefined): Uint8Array {
    if (notebook === undefined || notebook.growth) return this.#tree.isReachable;
    const { lastIdBefore } = notebook;
    if (lastIdBefore === undefined) return heldByVariables(this.#raw, this.#variables, this.#holderIds);
    return madeSince(this.#raw, this.#tree, lastIdBefore);
  }

  answer({ views, limit }: GraphQuestion): Omit<GraphReport, "savedTo"> {
    const { selfBytes } = this.#raw;
    return {
      ...graphSize(this.#raw),
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
      case "growth":
        return this.#growthAnswer(view.runs, limit);
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

  #growthAnswer(runs: number, limit: number): GraphAnswer {
    if (this.#growth === undefined) throw new Error("Growth takes several snapshots, and here is one.");
    const { growth, watchId } = this.#growth;
    const grown = growth.after(this.#raw, this.#tree, watchId);
    const kinds = firstOf(grown.kinds, limit);
    const objects = firstOf(grown.objectsIn(this.#raw, this.#tree), limit);
    return {
      kind: "growth",
      runs,
      kinds: kinds.rows,
      moreKinds: kinds.moreRows,
      objects: objects.rows.map((grownObject) => this.#objectGrowth(grownObject)),
      moreObjects: objects.moreRows,
    };
  }

  #objectGrowth({ node, retainedBytes, entries }: GrownObject): ObjectGrowth {
    const object = this.#named(heapObject(this.#raw, node, this.#tree));
    const path = object.kind === NOTEBOOK ? undefined : this.#retainingPaths.toObject(object.id);
    return { object, retainedBytes, entries, ...(path && { path }) };
  }

  /** Found once for all that is asked. */
  get #retainingPaths(): RetainingPaths {
    return (this.#pathsFound ??= new RetainingPaths(this.#raw, { variables: this.#variables, tree: this.#tree }));
  }

  #paths(target: HeapTarget, limit: number): GraphAnswer {
    const paths = this.#retainingPaths;
    const of = nameOf(target);
    const id = this.#targets.idOf(target);
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
    const id = this.#targets.idOf(target) ?? (target.kind === "name" ? this.#targets.largestOf(target.name) : undefined);
    const around = kind === "referrers" ? referrers : references;
    const graph = id === undefined ? undefined : around(this.#raw, id, { depth, fanOut: limit, tree: this.#tree });
    return graph ? { kind, of, graph: this.#withNotebook(graph) } : { kind: "nothing", view: kind, why: NONE_OF(of) };
  }

  /** The object that has the variables is called what it is. */
  #withNotebook(graph: ReferenceGraph): ReferenceGraph {
    return { ...graph, nodes: graph.nodes.map((node) => this.#named(node)) };
  }

  #named(object: HeapObject): HeapObject {
    return this.#holderIds.includes(object.id) ? { ...object, kind: NOTEBOOK } : object;
  }
}

function variablesOf(raw: RawSnapshot, { holderId, types, cells }: NotebookInSnapshot): readonly NotebookVariable[] {
  const holder = ordinalOf(raw, holderId);
  if (holder === undefined) throw new Error("The notebook's variables are not in the snapshot of its heap.");
  return notebookVariables(raw, holder, new Set(types.keys()), cells);
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
