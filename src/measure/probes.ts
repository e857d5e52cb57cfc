import { readFileSync, writeFileSync } from "node:fs";

/**
 * Where the samples of a run come from. `proc`: the kernel reads `/proc/PID/status`, every millisecond or so. `pidusage`: the kernel asks that
 * package, which reads `/proc/PID/stat` on Linux and starts a program elsewhere. `self`: the child tells its own RSS, between turns of its
 * event loop.
 */
export type SamplerName = "proc" | "pidusage" | "self";

/**
 * The system's high-water mark of a process's RSS. `vmhwm` can be reset, so it is that of the cell; `ru_maxrss` counts from the start of the
 * process, so it is that of the cell only if the cell has raised it.
 */
export type MarkName = "vmhwm" | "ru_maxrss";

/** What reads the memory of a run on this machine. */
export interface Probes {
  readonly samplers: readonly SamplerName[];
  /** Absent: the peak is sampled, always. */
  readonly mark?: MarkName;
}

/** What a machine allows. */
export interface ProbeSystem {
  readonly platform: NodeJS.Platform;
  /** A process can read `/proc/self/stat`. */
  readonly hasProc: boolean;
  /** `/proc/self/status` has the mark, and `/proc/self/clear_refs` resets it. */
  readonly canResetMark: boolean;
}

/** The environment variable that names the probes instead, for tests: `pidusage`, `self`, `pidusage+self+ru_maxrss` … */
export const PROBES_VARIABLE = "TSLAB_MAGICS_PROBES";

/** The best probes that the machine has. */
export function chooseProbes({ platform, hasProc, canResetMark }: ProbeSystem): Probes {
  if (canResetMark) return { samplers: ["proc"], mark: "vmhwm" };
  if (platform !== "linux") return { samplers: ["pidusage", "self"], mark: "ru_maxrss" };
  return { samplers: [hasProc ? "pidusage" : "self"], mark: "ru_maxrss" };
}

/** From names joined by `+`: samplers, and at most one mark. Throws an error that names the word which is neither. */
export function parseProbes(text: string): Probes {
  const names = text.split("+").map((name) => name.trim());
  const unknown = names.find((name) => !isSampler(name) && !isMark(name));
  const marks = names.filter(isMark);
  if (unknown !== undefined || marks.length > 1) {
    throw new Error(
      `${PROBES_VARIABLE}=${text}: ${unknown === undefined ? "two marks" : `"${unknown}" is no probe`}. Use ${[...SAMPLERS].join(", ")}, and at most one of ${[...MARKS].join(", ")}, joined by +; or leave it unset.`,
    );
  }
  return { samplers: names.filter(isSampler), ...(marks[0] !== undefined && { mark: marks[0] }) };
}

/** What this machine allows. */
export function surveyProbes(): ProbeSystem {
  return { platform: process.platform, hasProc: succeeds(() => readFileSync("/proc/self/stat")), canResetMark: succeeds(resetOnce) };
}

const SAMPLERS: ReadonlySet<string> = new Set<SamplerName>(["proc", "pidusage", "self"]);
const MARKS: ReadonlySet<string> = new Set<MarkName>(["vmhwm", "ru_maxrss"]);

/**
 * The probes of this process. Kernel and child choose them alike, each when it loads this: before any code of the notebook can have changed
 * the environment.
 */
export const probes: Probes = probesOf(process.env[PROBES_VARIABLE]);

function probesOf(asked: string | undefined): Probes {
  return asked === undefined || asked === "" ? chooseProbes(surveyProbes()) : parseProbes(asked);
}

function isSampler(name: string): name is SamplerName {
  return SAMPLERS.has(name);
}

function isMark(name: string): name is MarkName {
  return MARKS.has(name);
}

function resetOnce(): void {
  if (!/^VmHWM:/m.test(readFileSync("/proc/self/status", "latin1"))) throw new Error("/proc/self/status has no VmHWM.");
  writeFileSync("/proc/self/clear_refs", "5");
}

/** Some systems lack these files, and locked containers forbid them: which of the two does not matter. */
function succeeds(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
