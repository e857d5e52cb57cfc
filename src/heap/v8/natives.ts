import { setFlagsFromString } from "node:v8";
import { compileFunction } from "node:vm";

/** The functions of V8's own test syntax that a census needs. */
export interface Natives {
  /** Whether two objects have the same hidden class, and so the same size. */
  readonly sameShape: (a: object, b: object) => boolean;
  /** Where the objects end that follow each other from `start` on and have the same hidden class. A loop of its own, which V8 soon optimizes. */
  readonly endOfRun: (objects: readonly object[], start: number) => number;
  /** Writes what V8 knows of an object to the process's stderr. */
  readonly printToStderr: (value: object) => void;
}

const END_OF_RUN =
  "const first = objects[start]; let end = start + 1; while (end < objects.length && %HaveSameMap(first, objects[end])) end++; return end;";

/** Gives V8's natives to `use`. */
export function withNatives<Result>(use: (natives: Natives) => Result): Result {
  return withNativesSyntax(() =>
    use({
      sameShape: compileFunction("return %HaveSameMap(a, b);", ["a", "b"]) as Natives["sameShape"],
      endOfRun: compileFunction(END_OF_RUN, ["objects", "start"]) as Natives["endOfRun"],
      printToStderr: compileFunction("%DebugPrint(value, 2);", ["value"]) as Natives["printToStderr"],
    }),
  );
}

/**
 * Allows the natives' syntax while `use` runs. What it compiles is not to be kept: V8 may throw away compiled code, and would then fail to parse
 * the source again.
 */
export function withNativesSyntax<Result>(use: () => Result): Result {
  setFlagsFromString("--allow-natives-syntax");
  try {
    return use();
  } finally {
    setFlagsFromString("--no-allow-natives-syntax");
  }
}
