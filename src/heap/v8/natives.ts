import { setFlagsFromString } from "node:v8";
import { compileFunction } from "node:vm";

/** The functions of V8's own test syntax that a census needs. */
export interface Natives {
  /** Whether two objects have the same hidden class, and so the same size. */
  readonly sameShape: (a: object, b: object) => boolean;
  /** Writes what V8 knows of an object to the process's stderr. */
  readonly printToStderr: (value: object) => void;
}

/** Gives V8's natives to `use`, with their syntax allowed only meanwhile. */
export function withNatives<Result>(use: (natives: Natives) => Result): Result {
  setFlagsFromString("--allow-natives-syntax");
  try {
    // Compiled anew each time: V8 may throw away compiled code and would then fail to parse the source again.
    return use({
      sameShape: compileFunction("return %HaveSameMap(a, b);", ["a", "b"]) as Natives["sameShape"],
      printToStderr: compileFunction("%DebugPrint(value, 2);", ["value"]) as Natives["printToStderr"],
    });
  } finally {
    setFlagsFromString("--no-allow-natives-syntax");
  }
}
