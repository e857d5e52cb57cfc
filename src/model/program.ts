/** JavaScript that the converter made of one piece of a cell, ready to be wrapped in `(function (exports, require) { … })`. */
export interface CompiledCode {
  readonly javascript: string;
  /** The code awaits at its top level, so the wrapper must be an async function. */
  readonly isAsync: boolean;
  /** The name under which the code stores the value of its last expression in `exports`; absent when it has none. */
  readonly lastValueName?: string;
  /** The script name that appears in stack traces; the kernel translates it back to `cell [n]:line:col`. */
  readonly fileName: string;
}

/** What a measured cell, or a call of `memit(fn)`, runs. The setup is run but not measured. */
export type Program =
  | { readonly kind: "code"; readonly setup?: CompiledCode; readonly body: CompiledCode }
  | { readonly kind: "function"; readonly setup?: () => unknown; readonly body: () => unknown };

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
