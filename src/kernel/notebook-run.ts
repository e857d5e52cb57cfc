import { makeInstrument } from "../engine/instrument";
import type { NotebookRun } from "../magics/magic";
import { nowNs } from "../measure/clock";
import { peakBetween, readMemory, resetPeak } from "../measure/memory";
import { probes } from "../measure/probes";
import { describeThrown } from "../measure/thrown";
import { completed } from "../model/outcome";
import type { Program } from "../model/program";
import type { Notebook } from "./notebook";
import type { PieceOutcome } from "./piece-reports";

export interface TimedRun {
  readonly run: NotebookRun;
  /** Of the last expression; undefined also where there is none. */
  readonly value: unknown;
}

/**
 * Runs a program in the notebook itself and reads clocks and memory around its body, or around its setup if that is where it fails. Never
 * rejects.
 */
export async function runInNotebook(notebook: Notebook, program: Program): Promise<TimedRun> {
  if (program.setup !== undefined) {
    const setup = await metered(() => runSetup(notebook, program));
    if (setup.run.outcome.kind !== "completed") return setup;
  }
  return metered(() => runBody(notebook, program));
}

async function runSetup(notebook: Notebook, program: Program): Promise<PieceOutcome> {
  if (program.kind === "code") return program.setup ? notebook.run(notebook.preparedOf(program.setup)) : { ok: true, value: undefined };
  return called(program.setup ?? (() => undefined));
}

function runBody(notebook: Notebook, program: Program): Promise<PieceOutcome> {
  return program.kind === "code" ? notebook.run(notebook.preparedOf(program.body)) : called(program.body);
}

async function called(fn: () => unknown): Promise<PieceOutcome> {
  try {
    return { ok: true, value: await fn() };
  } catch (error) {
    return { ok: false, error };
  }
}

async function metered(work: () => Promise<PieceOutcome>): Promise<TimedRun> {
  const wasReset = resetPeak();
  const baseline = readMemory();
  const cpu = process.cpuUsage();
  const startedAtNs = nowNs();
  const ended = await work();
  const wallNs = nowNs() - startedAtNs;
  const { user, system } = process.cpuUsage(cpu);
  const { peakBytes } = peakBetween(baseline, readMemory(), wasReset);
  const run: NotebookRun = {
    outcome: ended.ok ? completed : describeThrown(ended.error),
    wallNs,
    cpuUserNs: user * 1000,
    cpuSystemNs: system * 1000,
    ...(baseline.rssBytes !== undefined && { baselineBytes: baseline.rssBytes }),
    ...(peakBytes !== undefined && { peakBytes }),
    instrument: makeInstrument({ probe: probes.mark ?? "self", exact: peakBytes !== undefined, flags: [] }),
  };
  return { run, value: ended.ok ? ended.value : undefined };
}
