/** An object of V8's heap, as its snapshot tells it. */
export interface HeapObject {
  /** The id that V8 gives it, the same in every snapshot of one process, and in Chrome DevTools: shown as `@id`. */
  readonly id: number;
  /** What it is: a class (`Row`), a type of V8's under a human name (`array storage`), the name of a function. */
  readonly kind: string;
  /** The beginning of a string's text. */
  readonly text?: string;
  readonly shallowBytes: number;
  /** What would be freed with it. Absent where dominators were not computed. */
  readonly retainedBytes?: number;
}

/** How one object holds another. An `ephemeron` is the value of a WeakMap's entry: held while both the key and the WeakMap are alive. */
export interface HeapEdge {
  readonly how: "property" | "element" | "variable" | "internal" | "ephemeron" | "weak";
  /**
   * Of the property or captured variable; the index of an element; V8's own name of an internal reference, such as `table`; of an
   * `ephemeron` the key, such as `Session @123`.
   */
  readonly name: string;
}

/** A reference on a path, and where it leads. */
export interface PathStep {
  readonly edge: HeapEdge;
  readonly to: HeapObject;
}

/** A variable of the notebook, by the object that is its value. */
export interface NotebookVariable {
  readonly name: string;
  readonly id: number;
  /** The number of the cell that declared it last, where that is known. */
  readonly cell?: number;
}

/** From what a path starts: a variable of the notebook, or what V8 keeps alive by itself, under a human name. */
export type PathRoot =
  { readonly kind: "variable"; readonly name: string; readonly cell?: number } | { readonly kind: "v8"; readonly name: string };

/** The shortest way from a root to an object: why it is alive. The first step of a variable's path is its value. */
export interface RetainingPath {
  readonly root: PathRoot;
  readonly steps: readonly PathStep[];
}

/** Objects of one kind that are held in the same way but for indices: by the same root, the same properties, through the same kinds. */
export interface PathGroup {
  /** Of the largest of them. */
  readonly path: RetainingPath;
  readonly count: number;
  /** Shallow, of all of them. */
  readonly bytes: number;
}

/** All objects of one kind, with what they retain together: what two of them both hold is counted once. */
export interface RetainedRow {
  readonly kind: string;
  readonly count: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
}

/** What a variable of the notebook holds. */
export interface VariableRow {
  readonly name: string;
  /** What its value is: a class, or a type. */
  readonly kind: string;
  readonly shallowBytes: number;
  /** What would be freed with this variable alone. */
  readonly retainedBytes: number;
  /** What it reaches of the notebook's and others reach too: not freed with it alone. */
  readonly sharedBytes: number;
  /** Variables that reach some of the same, at most three. */
  readonly sharedWith: readonly string[];
}

/** A reference between two of a graph's nodes, given by their places. */
export interface Reference {
  readonly from: number;
  readonly to: number;
  readonly edge: HeapEdge;
}

/** Objects around the first of `nodes`, and the references between them. What a Map or a Set holds is shown as held by itself, not by its table. */
export interface ReferenceGraph {
  /** Whether it shows what refers to the first object, or what that refers to. */
  readonly direction: "referrers" | "references";
  readonly nodes: readonly HeapObject[];
  readonly edges: readonly Reference[];
  /** For each node, how many further objects refer to it (or it refers to) that are not shown. */
  readonly hidden: readonly number[];
}

/** Strings with one text, or objects with the same content. */
export interface DuplicateRow {
  readonly kind: string;
  /** The beginning of the text, or of the content. */
  readonly sample: string;
  readonly count: number;
  /** Of all of them, shallow. */
  readonly bytes: number;
  /** What all but the largest of them take. */
  readonly wastedBytes: number;
}

/** What is in a heap more than once. */
export interface Duplicates {
  /** Those with the most waste first. */
  readonly rows: readonly DuplicateRow[];
  /** How many rows there are in all, and what they waste together. */
  readonly rowCount: number;
  readonly wastedBytes: number;
  /** Strings or objects that could not be compared, as the snapshot does not tell all of their content. */
  readonly notComparedCount: number;
}

/** Something that an analysis has found. */
export interface HeapFinding {
  readonly object: HeapObject;
  /** Why it is shown, in a few words, such as `12,000 of 12,000 entries are stale`. */
  readonly why: string;
}

/** A kind of which there were more objects after each run of a cell than after the one before. */
export interface KindGrowth {
  readonly kind: string;
  /** How many there were after the run that warmed up, and after each of the others. */
  readonly counts: readonly number[];
}

/** An object that retained more after each run of a cell than after the one before, or that held more values. */
export interface ObjectGrowth {
  /** As it was in the end. */
  readonly object: HeapObject;
  /** What it retained after the run that warmed up, and after each of the others; without code and without what V8 has of its own. */
  readonly retainedBytes: readonly number[];
  /** How many values it held, likewise. */
  readonly entries: readonly number[];
  /** Why it is alive; absent of what is itself no more than where the notebook's variables are. */
  readonly path?: RetainingPath;
}

/** What became more with each run of a cell, those that grew most first. */
export interface GrowthRows {
  /** One more, before these, warmed up. */
  readonly runs: number;
  readonly kinds: readonly KindGrowth[];
  readonly moreKinds: number;
  readonly objects: readonly ObjectGrowth[];
  readonly moreObjects: number;
}

/** An object that is asked for: by its id, or by a name, which is that of a variable of the notebook or else of a class. */
export type HeapTarget = { readonly kind: "id"; readonly id: number } | { readonly kind: "name"; readonly name: string };

/**
 * `fan-out`: the objects with the most entries. `collections`: those that alone keep most alive. `strings`: the largest. `globals`: what hangs on
 * `globalThis` and is not Node's own.
 */
export type FindingsView = "fan-out" | "collections" | "strings" | "globals";

/** A question to the whole graph of objects. */
export type GraphView =
  /** What each variable of the notebook holds, or each of these. */
  | { readonly kind: "variables"; readonly names?: readonly string[] }
  | { readonly kind: "retained" }
  | { readonly kind: "dominators" }
  /** Strings and objects that are there several times. */
  | { readonly kind: "duplicates" }
  | { readonly kind: FindingsView }
  | { readonly kind: "paths"; readonly of: HeapTarget }
  /** What becomes more with each of so many runs of the cell, after one that warms up. */
  | { readonly kind: "growth"; readonly runs: number }
  /** Those that hold it (`referrers`), or those that it holds. */
  | { readonly kind: "referrers" | "references"; readonly of: HeapTarget; readonly depth: number };

/** What is asked of one snapshot. */
export interface GraphQuestion {
  readonly views: readonly GraphView[];
  /** Rows of each answer, at most. */
  readonly limit: number;
  /** A file for the snapshot itself, which Chrome DevTools opens. */
  readonly saveTo?: string;
  /** The number of the cell that declared each variable of the notebook last, as far as it is known. */
  readonly cells?: Readonly<Record<string, number>>;
  /** What taking and reading it may need, at most; absent: what the machine has. */
  readonly maxBytes?: number;
}

/** The answer to a {@link GraphView}. */
export type GraphAnswer =
  | { readonly kind: "variables"; readonly rows: readonly VariableRow[]; readonly moreRows: number }
  | { readonly kind: "retained"; readonly rows: readonly RetainedRow[]; readonly moreRows: number }
  | { readonly kind: "dominators"; readonly rows: readonly HeapObject[]; readonly moreRows: number }
  | { readonly kind: "duplicates"; readonly strings: Duplicates; readonly objects: Duplicates }
  | { readonly kind: FindingsView; readonly findings: readonly HeapFinding[] }
  | ({ readonly kind: "growth" } & GrowthRows)
  | { readonly kind: "paths"; readonly of: string; readonly groups: readonly PathGroup[] }
  | { readonly kind: "referrers" | "references"; readonly of: string; readonly graph: ReferenceGraph }
  /** There is nothing of what was asked for. */
  | { readonly kind: "nothing"; readonly view: GraphView["kind"]; readonly why: string };

/** What a snapshot told. */
export interface GraphReport {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Of all objects that are alive, V8's own among them. */
  readonly totalBytes: number;
  /** Objects that rows by kind and dominators are of: what the cell left alive, or what the notebook's variables hold. */
  readonly counted: { readonly objectCount: number; readonly bytes: number };
  readonly answers: readonly GraphAnswer[];
  /** Where the snapshot was saved. */
  readonly savedTo?: string;
}
