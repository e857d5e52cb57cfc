import type { Bindings, Program } from "../model/program";
import type { RunRequest } from "../model/task";

/** A program as a job holds it: code as it is, functions as places in the graph. */
export type JobProgram =
  | Extract<Program, { kind: "code" }>
  /** The functions are the roots `setup` and `body` of the graph. */
  | { readonly kind: "function"; readonly hasSetup: boolean; readonly bindings?: Bindings };

/** A request without its program's functions, as JSON. */
export type JobRequest = Omit<RunRequest, "program"> & { readonly program?: JobProgram };

/** The part of a job that is JSON. Its fields belong to `pack` and `unpack`; the container does not look into it. */
export type JobMeta = Readonly<Record<string, unknown>>;

/**
 * All that a process needs to run one request: program, data and options, without any reference to the notebook that it comes from.
 * Running a job is running its author's code.
 */
export interface Job {
  readonly meta: JobMeta;
  /** Raw bytes that `meta` refers to by their index: streams of the graph, and the contents of ArrayBuffers. */
  readonly sections: readonly Uint8Array[];
}
