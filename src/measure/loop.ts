import type { CompiledCode, Scope } from "../model/program";
import type { Note } from "../model/result";
import { makeFast } from "./fast-variables";
import { splitForLoop } from "./loop-source";
import { compileWrapper } from "./program";
import { isThenable } from "./settle";

/** A body in a loop, and an empty loop of the same shape: their difference is the body. */
export interface Loop {
  /** Both functions return promises. */
  readonly isAsync: boolean;
  readonly run: (loops: number) => unknown;
  readonly runEmpty: (loops: number) => unknown;
  readonly notes: readonly Note[];
}

/** A body that is ready to be timed, but has not run yet. */
export interface TimedBody {
  /** Runs the body once. Its result may be a promise. */
  readonly runFirst: () => unknown;
  /** The loop to go on with, given what the first run returned. */
  readonly loopAfter: (first: unknown) => Loop;
}

/**
 * Where each loop stores its value: V8 cannot prove a property useless that outlives the loop, and so does not optimize the body away. The two
 * names keep V8 from taking the sinks for objects of one shape: numbers would be boxed, 3 ns each, once the other sink has held `undefined`.
 */
type SinkName = "timed" | "empty";

type RunLoops = (loops: number) => unknown;

/** Code in a loop. Runs its imports now. Throws a SyntaxError of the code, and what its imports throw. */
export function loopOverCode(code: CompiledCode, scope: Scope): TimedBody {
  const emptyBody = code.lastValueName === undefined ? "" : `exports.${code.lastValueName} = void 0;`;
  const loop: Loop = {
    isAsync: code.isAsync,
    run: compileLoop(code, scope, "timed"),
    runEmpty: compileLoop({ ...code, javascript: emptyBody }, scope, "empty"),
    notes: [],
  };
  makeFast(scope.variables);
  return { runFirst: () => loop.run(1), loopAfter: () => loop };
}

/**
 * `for (…) { body }`, compiled at once: the body pays no call. Its variables are new in each loop; those of the notebook are read where
 * they live, since a function that the body calls may change them. What runs once sees them through `exports`, as imports need it.
 */
function compileLoop(code: CompiledCode, scope: Scope, sinkName: SinkName): RunLoops {
  const own = unusedPrefix(code.javascript);
  const { once, body } = splitForLoop(code, `${own}s.${sinkName}`);
  const isAsync = code.isAsync ? "async " : "";
  const open = ` return ${isAsync}function (${own}n, ${own}s, exports) { for (let ${own}i = 0; ${own}i < ${own}n; ${own}i++) {`;
  const source = `(function (exports, require) {${once === "" ? `${open}\n${body}` : `\n${once}${open}${body}`}\n}}})`;
  const run = compileWrapper(source, code.fileName)(scope.exports, scope.require) as (
    loops: number,
    sink: object,
    variables: object,
  ) => unknown;
  const sink = { [sinkName]: 0 };
  if (code.lastValueName !== undefined) Reflect.deleteProperty(scope.exports, code.lastValueName);
  return (loops) => run(loops, sink, scope.variables);
}

/** Short, so that the store to the sink fits where the store to `exports` was. */
function unusedPrefix(javascript: string): string {
  let number = 0;
  while (javascript.includes(`__m${number}`)) number++;
  return `__m${number}`;
}

/** A function in a loop. If its first call returns a promise, each call is awaited. */
export function loopOverFunction(body: () => unknown): TimedBody {
  const called: Loop = { isAsync: false, run: compileCalls(body, "", "timed"), runEmpty: compileCalls(noWork, "", "empty"), notes: [] };
  const run = compileCalls(body, "await ", "timed");
  const awaited: Loop = { isAsync: true, run, runEmpty: compileCalls(noWork, "await ", "empty"), notes: [AWAITED] };
  return { runFirst: body, loopAfter: (first) => (isThenable(first) ? awaited : called) };
}

/** The sink's name makes each source text unique: V8 shares what it learns of a call between functions of the same text, and would inline neither. */
function compileCalls(body: () => unknown, awaits: "" | "await ", sinkName: SinkName): RunLoops {
  const isAsync = awaits === "" ? "" : "async ";
  const source = `(${isAsync}function (n, sink, body) {\nfor (let i = 0; i < n; i++) { sink.${sinkName} = ${awaits}body(); } })`;
  const run = compileWrapper(source, "timeit");
  const sink = { [sinkName]: 0 };
  return (loops) => run(loops, sink, body);
}

function noWork(): undefined {
  return undefined;
}

const AWAITED: Note = { reason: "awaited", text: "The function returns a promise: each call was awaited before the next." };
