import type { ChildEvent } from "../../../src/model/child";
import type { Scope } from "../../../src/model/program";
import type { Limits, RunRequest } from "../../../src/model/task";
import type { Child, ChildExit } from "../../../src/engine/engine";
import { ForkEngine, type ForkEngineOptions } from "../../../src/engine/fork/fork-engine";
import type { RunTask } from "../../../src/engine/fork/run-child";
import { forkFlags } from "./kernel-process";

export const scope: Scope = { exports: {}, variables: {}, require };

/** The simplest run: the cell's value is sent as a display. */
export const simpleTask: RunTask = async (request, _scope, port, hooks) => {
  if (request.program?.kind !== "function") throw new Error("these tests run functions only");
  const notes = hooks.beforeCell?.() ?? [];
  port.send({ type: "started", atNs: Number(process.hrtime.bigint()), baselineBytes: 0 });
  const value = await request.program.body();
  hooks.afterCell?.();
  port.send({ type: "display", update: false, content: { data: { value }, metadata: {}, transient: {} } });
  return { outcome: { kind: "completed" }, notes };
};

export function makeEngine(options: Partial<ForkEngineOptions> = {}): ForkEngine {
  return new ForkEngine({
    scope,
    flags: forkFlags,
    runTask: simpleTask,
    beforeFork: () => Promise.resolve(),
    enterChild: () => undefined,
    ...options,
  });
}

export function requestOf(body: () => unknown, limits: Limits = {}): RunRequest {
  return { task: { kind: "memit" }, program: { kind: "function", body }, limits };
}

export interface Ran {
  readonly value?: unknown;
  readonly outcome?: string;
  readonly message?: string;
  readonly notes?: readonly string[];
  readonly exit: ChildExit;
  readonly stdout: string;
  readonly stderr: string;
  readonly rawStdout: string;
  readonly rawStderr: string;
  readonly events: readonly ChildEvent[];
}

/** Runs `body` in a child and tells what the engine told. `during` is called with the child once it is ready. */
export async function runInChild(
  engine: ForkEngine,
  body: () => unknown,
  options: { readonly limits?: Limits; during?(child: Child): void } = {},
): Promise<Ran> {
  const events: ChildEvent[] = [];
  const raw = { stdout: "", stderr: "" };
  const child = await engine.start(requestOf(body, options.limits), {
    onEvent: (event) => void events.push(event),
    onRawOutput: (name, text) => void (raw[name] += text),
  });
  options.during?.(child);
  const exit = await child.exited;
  return summarize(events, raw, exit);
}

function summarize(events: readonly ChildEvent[], raw: { readonly stdout: string; readonly stderr: string }, exit: ChildExit): Ran {
  const display = events.find((event) => event.type === "display");
  const measured = events.find((event) => event.type === "measured")?.measurement;
  const textOf = (name: string): string =>
    events.map((event) => (event.type === "stream" && event.name === name ? event.text : "")).join("");
  return {
    ...(display !== undefined && { value: display.content.data["value"] }),
    ...(measured !== undefined && { outcome: measured.outcome.kind, notes: measured.notes.map(({ reason }) => reason) }),
    ...(measured?.outcome.kind === "threw" && { message: measured.outcome.message }),
    exit,
    stdout: textOf("stdout"),
    stderr: textOf("stderr"),
    rawStdout: raw.stdout,
    rawStderr: raw.stderr,
    events,
  };
}
