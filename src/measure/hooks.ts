import type { Note } from "../model/result";

/** What a cell took. */
export interface EndedCell {
  readonly wallNs: number;
  readonly cpuSystemNs: number;
  /** By how much memory that no file is behind has become more; absent where the system does not tell. */
  readonly anonymousGrowthBytes?: number;
}

/** What only the engine can do at certain moments of a run, because it knows the process. */
export interface RunHooks {
  /** At the baseline, after setup and warm-up: the moment to set memory limits. What it says becomes notes of the result. */
  beforeCell?(): readonly Note[];
  /** The cell has ended and its peak is read: limits may be lifted, so that the work that follows does not break them. */
  afterCell?(): void;
  /** What the engine has to say of a cell that has ended, as notes of the result. */
  notesOn?(ended: EndedCell): readonly Note[];
  /** Lets go of what only the kernel needs, its compiler above all, so that a census need not walk over it. */
  releaseKernel?(): void;
  /** Gives the system back what native code has freed, so that the cell does not get it without any increment. */
  trimNative?(): void;
  /** Turns V8's positions, in the text of a stack, into those of the cells as typed. */
  translateStack?(stack: string): string;
  /** Drops the notebook's variables in this throw-away child, so that a census can tell what they held alive. */
  releaseNotebook?(): void;
}
