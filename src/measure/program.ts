import { Script } from "node:vm";
import type { CompiledCode, Program, Scope } from "../model/program";

/** A program that is compiled and ready. Both functions may throw, and may return a promise: await it with {@link settle}. */
export interface PreparedProgram {
  readonly setup: () => unknown;
  /** Runs the body; returns its last value, or a promise of it. */
  readonly body: () => unknown;
}

/** Compiles a program, so that compiling is not measured. Throws a SyntaxError of the code. */
export function prepareProgram(program: Program, scope: Scope): PreparedProgram {
  if (program.kind === "function") return { setup: () => program.setup?.(), body: program.body };
  const setup = program.setup && compileCell(program.setup, scope);
  return { setup: () => setup?.(), body: compileCell(program.body, scope) };
}

/** Compiles code as the body of a function of its own, as tslab does; its positions in stack traces are those of the code alone. */
function compileCell(code: CompiledCode, scope: Scope): () => unknown {
  const wrapper = compileWrapper(`(${code.isAsync ? "async " : ""}function (exports, require) {\n${code.javascript}\n})`, code.fileName);
  return () => {
    const takeLastValue = (): unknown => takeProperty(scope.exports, code.lastValueName);
    if (!code.isAsync) return callThen(() => wrapper(scope.exports, scope.require), takeLastValue);
    return awaitThen(wrapper(scope.exports, scope.require), takeLastValue);
  };
}

/** Evaluates a function expression whose first line is a prefix of ours, which stack traces do not count. */
export function compileWrapper(source: string, fileName: string): (...args: readonly unknown[]) => unknown {
  const wrapper: unknown = new Script(source, { filename: fileName, lineOffset: -1 }).runInThisContext();
  return wrapper as (...args: readonly unknown[]) => unknown;
}

/** Runs `action`, then takes the value, also when the action throws. */
function callThen(action: () => unknown, takeValue: () => unknown): unknown {
  let value: unknown;
  try {
    action();
  } finally {
    value = takeValue();
  }
  return value;
}

async function awaitThen(promise: unknown, takeValue: () => unknown): Promise<unknown> {
  let value: unknown;
  try {
    await promise;
  } finally {
    value = takeValue();
  }
  return value;
}

/** The last value is no variable of the notebook, so it does not stay in its exports. */
function takeProperty(object: Record<string, unknown>, name: string | undefined): unknown {
  if (name === undefined) return undefined;
  const value = object[name];
  Reflect.deleteProperty(object, name);
  return value;
}
