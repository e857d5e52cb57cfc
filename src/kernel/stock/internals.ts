import type { Executor } from "../tslab";
import { closureOf } from "./closure";
import { type Internals, UnknownTslabError } from "./tslab-shapes";

/**
 * Reaches what tslab's executor keeps to itself: the converter that knows the declarations of the cells before, also of those that ran before
 * this package was loaded. Throws {@link UnknownTslabError} where it is not what it is in tslab 1.0.22.
 */
export function internalsOf(executor: Executor): Internals {
  const { convs, console } = closureOf(executor.execute) as { readonly convs?: ConverterSet; readonly console?: Internals["console"] };
  const converter = convs?.node;
  const { watch, cwd } = closureOf(converter?.convert) as { readonly watch?: { readonly getProgram?: unknown }; readonly cwd?: string };
  const { host, compilerOptions } = closureOf(watch?.getProgram) as Partial<Pick<Internals, "host" | "compilerOptions">>;
  return {
    folder: known("the notebook's folder", cwd, "string"),
    isJs: known("the language", convs?.jsKernel, "boolean"),
    converter: known("the converter", converter, "object"),
    console: known("the console", console, "object"),
    host: known("TypeScript's watcher", host, "object"),
    compilerOptions: known("the compiler's options", compilerOptions, "object"),
  };
}

interface ConverterSet {
  readonly node?: Internals["converter"];
  readonly jsKernel?: boolean;
}

function known<Value>(what: string, value: Value | null | undefined, type: "object" | "boolean" | "string"): Value {
  if (value !== undefined && value !== null && typeof value === type) return value;
  throw new UnknownTslabError(`${what} of its executor is not where it is in tslab 1.0.22`);
}
