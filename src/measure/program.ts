import { Script } from "node:vm";
import type { Bindings, BoundFunction, CompiledCode, Program, Scope } from "../model/program";
import { isThenable, settle } from "./settle";

/** Something compiled that runs, once or several times. */
export interface Cell {
  /** May throw, and may return a promise: the cell has ended when it settles. */
  readonly run: () => unknown;
  /** The last value of the cell that has ended, given what `run` returned or resolved to. It is nowhere else any more. */
  readonly takeValue: (result: unknown) => unknown;
}

/** Runs a cell that is not measured, and hands over its last value, which may be a promise that never settles. Rejects with what the cell throws. */
export async function runToEnd(cell: Cell, keepValue: (value: unknown) => void = () => undefined): Promise<void> {
  const returned = cell.run();
  keepValue(cell.takeValue(isThenable(returned) ? await settle(returned) : returned));
}

/** A program that is compiled and ready. */
export interface PreparedProgram {
  readonly setup?: Cell;
  readonly body: Cell;
}

/** Compiles a program, so that compiling is not measured, and sets its bindings. Throws a SyntaxError of the code. */
export function prepareProgram(program: Program, scope: Scope): PreparedProgram {
  const { bindings } = program;
  if (program.kind === "function") {
    const { setup, body } = program;
    return { ...(setup && { setup: callCell(boundTo(bindings, setup)) }), body: callCell(boundTo(bindings, body)) };
  }
  Object.assign(scope.variables, bindings);
  return { ...(program.setup && { setup: codeCell(program.setup, scope) }), body: codeCell(program.body, scope) };
}

/** The function as it is called in one run. */
export function boundTo(bindings: Bindings | undefined, run: BoundFunction): () => unknown {
  if (bindings === undefined) return run;
  const values = Object.values(bindings);
  return () => run(...values);
}

function callCell(run: () => unknown): Cell {
  return { run, takeValue: (result) => result };
}

/** Code as the body of a function of its own, as tslab runs it. A promise as its last value is a value: only the code's own `await` is awaited. */
function codeCell(code: CompiledCode, scope: Scope): Cell {
  const run = compileWrapper(`(${code.isAsync ? "async " : ""}function (exports, require) {\n${code.javascript}\n})`, code.fileName);
  return { run: () => run(scope.exports, scope.require), takeValue: () => takeProperty(scope.exports, code.lastValueName) };
}

/** Evaluates a function expression whose first line is a prefix of ours, which stack traces do not count: their positions are those of the code. */
export function compileWrapper(source: string, fileName: string): (...args: readonly unknown[]) => unknown {
  const wrapper: unknown = new Script(source, { filename: fileName, lineOffset: -1 }).runInThisContext();
  return wrapper as (...args: readonly unknown[]) => unknown;
}

/** The converter stores the last value as if it were a variable of the notebook. */
function takeProperty(variables: Record<string, unknown>, name: string | undefined): unknown {
  if (name === undefined) return undefined;
  const value = variables[name];
  Reflect.deleteProperty(variables, name);
  return value;
}
