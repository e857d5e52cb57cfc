import type { CompiledCode, Scope } from "../model/program";
import type { Note } from "../model/result";
import type { Clock } from "./clock";
import { makeFast } from "./fast-variables";
import { splitForLoop } from "./loop-source";
import { compileWrapper } from "./program";
import { isThenable } from "./settle";

/** A body in a loop, and an empty loop of the same shape: their difference is the body. */
export interface Loop {
  /** The functions return promises. */
  readonly isAsync: boolean;
  /** Runs the body so often. Gives what that took, in nanoseconds. */
  readonly time: (loops: number) => number | Promise<number>;
  readonly timeEmpty: (loops: number) => number | Promise<number>;
  /** The same with the body twice in each loop; undefined where that cannot be. */
  readonly timeTwice?: () => (loops: number) => number | Promise<number>;
  /** Whether the variables of the notebook that the loop reads only once are still what they were. */
  readonly isSteady: () => boolean;
  readonly notes: readonly Note[];
}

/** A body that is ready to be timed, but has not run yet. */
export interface TimedBody {
  /** Runs the body once. Its result may be a promise. */
  readonly runFirst: () => unknown;
  /** The loop to go on with, given what the first run returned. */
  readonly loopAfter: (first: unknown) => Loop;
  /** The same body, reading every variable each time; undefined where it does so anyway. */
  readonly live?: () => TimedBody;
}

export interface LoopOptions {
  readonly clock: Clock;
  /** Runs before the body in every loop, outside the clock. */
  readonly setup?: EachSetup;
}

export interface EachSetup {
  readonly isAsync: boolean;
  readonly run: () => unknown;
}

/**
 * Where each loop stores its value: V8 cannot prove a property useless that outlives the loop, and so does not optimize the body away. The two
 * names keep V8 from taking the sinks for objects of one shape: numbers would be boxed, 3 ns each, once the other sink has held `undefined`.
 */
type SinkName = "timed" | "empty";

/** Runs so many loops. Where they keep time themselves, gives what they took, in nanoseconds. */
type RunLoops = (loops: number) => unknown;

/** Code in a loop. Runs its imports now. Throws a SyntaxError of the code, and what its imports throw. */
export function loopOverCode(code: CompiledCode, scope: Scope, options: LoopOptions): TimedBody {
  const { clock, setup } = options;
  const isAsync = code.isAsync || setup?.isAsync === true;
  const emptyBody = code.lastValueName === undefined ? "" : `exports.${code.lastValueName} = void 0;`;
  const empty: CompiledCode = { ...code, javascript: emptyBody, steadyReads: [] };
  const source = { code, scope, isAsync, sinkName: "timed", ...options } as const;
  const { run, isSteady } = compileLoop(source);
  const runEmpty = compileLoop({ code: empty, scope, isAsync, sinkName: "empty", clock, ...(setup && { setup: NO_SETUP }) }).run;
  const timer = setup ? ownTime : timerOf(clock, isAsync);
  const loop: Loop = {
    isAsync,
    time: timer(run),
    timeEmpty: timer(runEmpty),
    ...(!isAsync && !setup && { timeTwice: () => timer(compileLoop({ ...source, isTwice: true }).run) }),
    isSteady,
    notes: [],
  };
  makeFast(scope.variables);
  return {
    runFirst: () => run(1),
    loopAfter: () => loop,
    ...(steadyNames(code).length > 0 && { live: () => loopOverCode({ ...code, steadyReads: [] }, scope, options) }),
  };
}

const NO_SETUP: EachSetup = { isAsync: false, run: noWork };

/** The loops keep time themselves. */
function ownTime(run: RunLoops): Loop["time"] {
  return run as Loop["time"];
}

function timerOf(clock: Clock, isAsync: boolean): (run: RunLoops) => Loop["time"] {
  if (isAsync)
    return (run) => async (loops) => {
      const start = clock();
      await run(loops);
      return clock() - start;
    };
  return (run) => (loops) => {
    const start = clock();
    run(loops);
    return clock() - start;
  };
}

interface LoopSource extends LoopOptions {
  readonly code: CompiledCode;
  readonly scope: Scope;
  readonly isAsync: boolean;
  readonly sinkName: SinkName;
  /** Each loop runs the body twice. Positions in the second are further down. */
  readonly isTwice?: boolean;
}

/**
 * `for (…) { body }`, compiled at once: the body pays no call. Its variables are new in each loop. Those of the notebook are read where they
 * live, since a function that the body calls may change them; but those that nothing can assign are read once, before the loop. What runs
 * once sees them through `exports`, as imports need it. All of ours but the end stands on the first line, which stack traces do not count.
 */
function compileLoop({ code, setup, scope, clock, isAsync, sinkName, isTwice = false }: LoopSource): {
  readonly run: RunLoops;
  readonly isSteady: () => boolean;
} {
  const own = unusedPrefix(code.javascript);
  const names = steadyNames(code);
  const nameOf = (name: string): string => `${own}v${names.indexOf(name)}`;
  const { once, body } = splitForLoop(code, { sink: `${own}s.${sinkName}`, nameOf });
  // Into another sink: of two stores into one place V8 would drop the first, and the work for it.
  const again = isTwice ? `\n} {\n${splitForLoop(code, { sink: `${own}s.again`, nameOf }).body}` : "";
  const constants = names.map((name, index) => `const ${own}v${index} = exports[${JSON.stringify(name)}]; `).join("");
  const begin = setup ? ` ${setup.isAsync ? "await " : ""}${own}e(); const ${own}b = ${own}c();` : "";
  const end = setup ? `\n${own}t += ${own}c() - ${own}b;` : "";
  const open =
    ` return ${isAsync ? "async " : ""}function (${own}n, ${own}s, ${own}c, ${own}e, exports) { ${constants}let ${own}t = 0;` +
    ` for (let ${own}i = 0; ${own}i < ${own}n; ${own}i++) {${begin}${isTwice ? " {" : ""}`;
  const parts = once === "" ? `${open}\n${body}` : `\n${once}${open}${body}`;
  const source = `(function (exports, require) {${parts}${again}${isTwice ? "\n}" : ""}${end}\n} return ${own}t;}})`;
  const run = compileWrapper(source, code.fileName)(scope.exports, scope.require) as (
    loops: number,
    sink: object,
    clock: Clock,
    setup: (() => unknown) | undefined,
    variables: object,
  ) => unknown;
  const sink = { [sinkName]: 0, again: 0 };
  if (code.lastValueName !== undefined) Reflect.deleteProperty(scope.exports, code.lastValueName);
  return { run: (loops) => run(loops, sink, clock, setup?.run, scope.variables), isSteady: watch(scope.variables, names) };
}

function steadyNames({ steadyReads = [] }: CompiledCode): string[] {
  return [...new Set(steadyReads.map(({ name }) => name))];
}

/** Whether variables still hold what they hold now. */
function watch(variables: Readonly<Record<string, unknown>>, names: readonly string[]): () => boolean {
  const values = names.map((name) => variables[name]);
  return () => names.every((name, index) => Object.is(variables[name], values[index]));
}

/** Short, so that the store to the sink fits where the store to `exports` was. */
function unusedPrefix(javascript: string): string {
  let number = 0;
  while (javascript.includes(`__m${number}`)) number++;
  return `__m${number}`;
}

/** A function in a loop. If its first call returns a promise, each call is awaited. */
export function loopOverFunction(body: () => unknown, { clock, setup }: LoopOptions): TimedBody {
  const loopOf = (isAsync: boolean, notes: readonly Note[]): Loop => {
    const timer = setup ? ownTime : timerOf(clock, isAsync);
    const calls = { body, clock, isAsync, sinkName: "timed", ...(setup && { setup }) } as const;
    const timed = compileCalls(calls);
    const empty = compileCalls({ body: noWork, clock, isAsync, sinkName: "empty", ...(setup && { setup: NO_SETUP }) });
    const timeTwice = (): Loop["time"] => timer(compileCalls({ ...calls, isTwice: true }));
    const twice = isAsync || setup ? {} : { timeTwice };
    return { isAsync, time: timer(timed), timeEmpty: timer(empty), ...twice, isSteady: () => true, notes };
  };
  // Both are compiled now: compiling is not measured.
  const called = loopOf(false, []);
  const awaited = loopOf(true, [AWAITED]);
  return { runFirst: () => runOnce(setup, body), loopAfter: (first) => (isThenable(first) ? awaited : called) };
}

function runOnce(setup: EachSetup | undefined, body: () => unknown): unknown {
  const made = setup?.run();
  return isThenable(made) ? made.then(body) : body();
}

interface Calls extends LoopOptions {
  readonly body: () => unknown;
  readonly isAsync: boolean;
  readonly sinkName: SinkName;
  readonly isTwice?: boolean;
}

/** The sink's name makes each source text unique: V8 shares what it learns of a call between functions of the same text, and would inline neither. */
function compileCalls({ body, setup, clock, isAsync, sinkName, isTwice = false }: Calls): RunLoops {
  const [asyncWord, awaits] = isAsync ? ["async ", "await "] : ["", ""];
  const call = `sink.${sinkName} = ${awaits}body();${isTwice ? " sink.again = body();" : ""}`;
  const turn = setup ? `${awaits}setup(); const begin = clock(); ${call} took += clock() - begin;` : call;
  const source = `(${asyncWord}function (n, sink, body, setup, clock) {\nlet took = 0; for (let i = 0; i < n; i++) { ${turn} } return took; })`;
  const run = compileWrapper(source, "timeit");
  const sink = { [sinkName]: 0, again: 0 };
  return (loops) => run(loops, sink, body, setup?.run, clock);
}

function noWork(): undefined {
  return undefined;
}

const AWAITED: Note = { reason: "awaited", text: "The function returns a promise: each call was awaited before the next." };
