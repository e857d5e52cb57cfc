import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ChildEvent } from "../../src/model/child";
import type { Measurement } from "../../src/model/measurement";
import type { SteadyRead } from "../../src/model/program";
import type { Task } from "../../src/model/task";

/** What a test wants measured; every text is JavaScript. */
export interface ChildRequest {
  readonly task: Task;
  /** Run beforehand; sees `variables`. */
  readonly notebook?: string;
  readonly setup?: string;
  readonly body?: string;
  /** Body and setup are expressions of functions, not code. */
  readonly isFunction?: boolean;
  readonly isAsync?: boolean;
  readonly lastValueName?: string;
  /** Of the body. */
  readonly steadyReads?: readonly SteadyRead[];
  /** Run afterwards; what it returns is the answer's `result`. */
  readonly inspect?: string;
}

export interface ChildAnswer {
  readonly measurement: Measurement;
  readonly events: readonly ChildEvent[];
  readonly called: readonly string[];
  readonly result?: unknown;
  readonly names: readonly string[];
}

/** The flags of a kernel that forks. */
export const FLAGS = ["--expose-gc", "--single-threaded", "--v8-pool-size=1"];

/** Runs a task in a fresh process with the engine's flags. Rejects if the process ends without an answer. */
export async function runInChild(request: ChildRequest, flags: readonly string[] = FLAGS): Promise<ChildAnswer> {
  const child = fork(join(__dirname, "fixtures", "child.js"), [JSON.stringify(request)], { execArgv: [...flags], timeout: 60_000 });
  const answer = once(child, "message").then(([message]) => message as ChildAnswer);
  const exit = once(child, "exit");
  const first = await Promise.race([answer, exit.then(() => undefined)]);
  await exit;
  if (first === undefined) throw new Error(`The child ended without an answer: exit code ${child.exitCode}, signal ${child.signalCode}.`);
  return first;
}
