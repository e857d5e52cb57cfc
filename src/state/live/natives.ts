import { compileFunction } from "node:vm";
import { withNativesSyntax } from "../../heap/v8/natives";

/** V8's own functions of its test syntax, which see what JavaScript cannot. */
export interface Natives {
  /** Whether two objects have the same hidden class: the same names, attributes, accessors, prototype, private fields and extensibility. */
  readonly sameShape: (a: object, b: object) => boolean;
  /** Whether an object's hidden class says all of its named properties. */
  readonly hasFastProperties: (value: object) => boolean;
  /** The name that V8 takes from the code around a function, for stacks: of `a.b = function () {}` it is `a.b`. Empty if there is none. */
  readonly inferredName: (fn: object) => string;
  readonly scriptSource: (fn: object) => string | undefined;
  /** Where a function begins in its script. */
  readonly scriptPosition: (fn: object) => number;
  /** Writes what V8 knows of a value, or of what lies at an address, to the process's stdout. */
  readonly print: (value: unknown) => void;
  readonly printAddress: (address: number) => void;
}

/** Gives V8's natives to `use`. */
export function withNatives<Result>(use: (natives: Natives) => Result): Result {
  return withNativesSyntax(() =>
    use({
      sameShape: compileFunction("return %HaveSameMap(a, b);", ["a", "b"]) as Natives["sameShape"],
      hasFastProperties: compileFunction("return %HasFastProperties(value);", ["value"]) as Natives["hasFastProperties"],
      inferredName: compileFunction("return %FunctionGetInferredName(fn);", ["fn"]) as Natives["inferredName"],
      scriptSource: compileFunction("return %FunctionGetScriptSource(fn);", ["fn"]) as Natives["scriptSource"],
      scriptPosition: compileFunction("return %FunctionGetScriptSourcePosition(fn);", ["fn"]) as Natives["scriptPosition"],
      print: compileFunction("%DebugPrint(value);", ["value"]) as Natives["print"],
      printAddress: compileFunction("%DebugPrintPtr(address);", ["address"]) as Natives["printAddress"],
    }),
  );
}
