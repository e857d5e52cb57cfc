/**
 * The description of an object graph. Nodes are numbered in the order in which they were met, breadth first from each root. What several nodes
 * have in common is their form; what is a node's own is a run of values in the stream, from its start on: first what its brand says, then its
 * properties in the order of the form's keys (an accessor has two values, getter and setter), then its private fields.
 */

/** What kind of thing V8 holds a node for, and the values that this kind begins with. */
export type Brand =
  | "object"
  /** Length, then as many elements as it has; none if they are among the keys. */
  | "array"
  /** Number of entries, then keys and values. */
  | "map"
  /** Number of elements, then these. */
  | "set"
  /** Entries stand in {@link GraphMeta.weak}. */
  | "weakmap"
  | "weakset"
  /** Its target. */
  | "weakref"
  /** Milliseconds. */
  | "date"
  /** Source and flags. */
  | "regexp"
  /** The primitive. */
  | "boxed"
  /** Its stack, or a hole if it has none of its own. */
  | "error"
  /** Number of its section, length in bytes, longest length in bytes or a hole. */
  | "arraybuffer"
  | "sharedarraybuffer"
  /** Buffer, offset in bytes, length in elements or a hole if it follows the buffer's. */
  | "typedarray"
  /** Buffer, offset in bytes, length in bytes or a hole. */
  | "dataview"
  /** Whether it is fulfilled, and its value or reason. */
  | "promise"
  /** Of an ES module. */
  | "namespace"
  /** Number of its arguments and these, as `coderArguments` gives them. */
  | "coder"
  /** Target and handler; null twice if it is revoked. */
  | "proxy"
  /** Number in {@link GraphMeta.functions}. */
  | "closure"
  /** Target, this, number of arguments, these. */
  | "bound"
  /** Number of arguments and these, for the constructor of {@link Form.detail}. */
  | "made"
  /** Values of the names of {@link GraphMeta.scopes}, by its number. */
  | "scope"
  /** Its description, or a hole. */
  | "symbol"
  /** Its key in the registry of symbols. */
  | "registered-symbol"
  /** Its path. */
  | "built-in"
  /** Its name: `exports`, `require`, `tslab.display` … */
  | "host";

/** Attributes of a property. */
export const WRITABLE = 1;
export const ENUMERABLE = 2;
export const CONFIGURABLE = 4;
export const ACCESSOR = 8;
export const ORDINARY = WRITABLE | ENUMERABLE | CONFIGURABLE;

export interface Form {
  readonly brand: Brand;
  /** Name of the kind of typed array, or path of a `made` object's constructor. */
  readonly detail?: string;
  /** The node that is the prototype; -1 is null. Absent for what has none, such as a symbol. */
  readonly prototype?: number;
  readonly isExtensible?: boolean;
  /** The name of its class, as V8 has it in stacks; absent if it inherits from nothing but built-ins. */
  readonly className?: string;
  /** Names, or nodes of symbols. */
  readonly keys: readonly (string | number)[];
  readonly attributes: readonly number[];
  /** Of an array: attributes of its elements, and of its length. */
  readonly elements?: number;
  readonly lengthAttributes?: number;
  /** Of an error whose stack V8 keeps behind an accessor, and which was frozen or sealed: that accessor cannot be changed. */
  readonly hasFixedStack?: true;
  /** Names of private fields, with their `#`. */
  readonly privates?: readonly string[];
  /** The class by whose constructor an object with private fields is made. */
  readonly constructedBy?: number;
}

/** A function that is written in JavaScript. */
export interface FunctionRecord {
  readonly text: string;
  /** Where it was met, for who has to say that it cannot be made. */
  readonly where: string;
  /** Scopes that it sees, innermost first: numbers in {@link GraphMeta.scopes}. */
  readonly scopes: readonly number[];
  /** Address of the file that it was loaded from, or `native code`; absent for functions of cells. */
  readonly module?: string;
  /** What is needed to make it anew; absent if it is known from its file only. */
  readonly source?: FunctionSource;
}

export interface FunctionSource {
  /** Where its text begins: the name of the script, line and column from zero. For stacks. */
  readonly place: { readonly script: string; readonly line: number; readonly column: number };
  readonly form: "expression" | "declaration" | "arrow" | "method" | "getter" | "setter" | "class" | "class-member";
  readonly isStrict: boolean;
  readonly ownName?: string;
  /** The name that the code around it gives it. */
  readonly givenName?: string;
  /** The name that V8 infers from the code around it, where somebody may see it: in stacks. */
  readonly inferredName?: string;
  /** Whether V8 compiles it as soon as it is met, and infers names inside of it from what stands around it. */
  readonly isEager?: boolean;
  /** Free variables that are found in a scope, each with the number of that scope. */
  readonly uses: readonly { readonly name: string; readonly scope: number }[];
  readonly heritage?: {
    readonly root: string;
    readonly path: readonly string[];
    readonly isCall: boolean;
    readonly helpers: readonly string[];
  };
  /** Variables that its text uses while it is evaluated, and that it does not keep: of a class, and of a computed name. */
  readonly passing?: readonly string[];
  /** Why it cannot be made anew. */
  readonly problem?: string;
}

/** Variables that closures share. */
export interface ScopeRecord {
  /** The node in the graph that holds its values. */
  readonly node: number;
  readonly names: readonly string[];
  /** For each name: whether some code may assign it. */
  readonly assigned: readonly boolean[];
  /** It was not looked into whether all functions that seem to share it do. */
  readonly isUncertain?: boolean;
  /** Of the module scope of this file; its values cannot be set from outside. */
  readonly module?: string;
}

export interface GraphMeta {
  readonly forms: readonly Form[];
  readonly functions: readonly FunctionRecord[];
  readonly scopes: readonly ScopeRecord[];
  /** For each weak collection: its node, where its entries start in the stream, and how many there are. */
  readonly weak: readonly (readonly [node: number, start: number, count: number])[];
  /** Modules whose state is part of the graph, in the order in which they were loaded: address, and the node that is their exports. */
  readonly modules: readonly { readonly url: string; readonly node: number }[];
  /** Names of the roots; their values stand in the stream, from `rootsStart` on. */
  readonly roots: readonly string[];
  readonly rootsStart: number;
  readonly nodeCount: number;
}
