/** JavaScript that the converter made of one piece of a cell, ready to be wrapped in `(function (exports, require) { … })`. */
export interface CompiledCode {
  readonly javascript: string;
  /** The code awaits at its top level, so the wrapper must be an async function. */
  readonly isAsync: boolean;
  /** The name under which the code stores the value of its last expression in `exports`; absent when it has none. */
  readonly lastValueName?: string;
  /** The script name that appears in stack traces; the kernel translates it back to `cell [n]:line:col`. */
  readonly fileName: string;
  /** Places at which the code reads a variable of the notebook that nothing can assign while the code runs: a timed loop reads it once. */
  readonly steadyReads?: readonly SteadyRead[];
}

/** `exports.name` in the code: offsets in UTF-16 units, `end` excluded. */
export interface SteadyRead {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Values that a run is given by the names of variables, in order. */
export type Bindings = Readonly<Record<string, number>>;

/**
 * What a measured cell, or a call of `memit(fn)`, runs. The setup is run but not measured. Rivals are timed in turns with the body. Bindings are
 * variables of this run alone, in place of the notebook's of these names; functions get them as arguments.
 */
export type Program =
  | {
      readonly kind: "code";
      readonly setup?: CompiledCode;
      readonly body: CompiledCode;
      readonly rivals?: readonly CompiledCode[];
      readonly bindings?: Bindings;
    }
  | { readonly kind: "function"; readonly setup?: BoundFunction; readonly body: BoundFunction; readonly bindings?: Bindings };

/** A function of a {@link Program}, called with its bindings. */
export type BoundFunction = (...bindings: number[]) => unknown;

/** All code of a program, in the order in which it runs; of a program of functions there is none. */
export function codesOf(program: Program): readonly CompiledCode[] {
  if (program.kind === "function") return [];
  const { setup, body, rivals = [] } = program;
  return [...(setup ? [setup] : []), body, ...rivals];
}

/** The notebook's state as compiled code sees it. */
export interface Scope {
  /** All variables of the notebook. Reading and writing a property reads and writes the variable. */
  readonly exports: Record<string, unknown>;
  /**
   * The same variables, the same object behind `exports`, read forty times faster: for code whose time is measured. Only for getting and
   * setting: an import has to be defined on `exports`, whose proxy makes it an ordinary variable.
   */
  readonly variables: Record<string, unknown>;
  /** Resolves packages and local modules from the notebook's folder. */
  readonly require: (id: string) => unknown;
}
