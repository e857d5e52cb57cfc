import type { GraphMeta } from "./graph/form";
import type { JobRequest } from "./job";
import type { WorldMeta } from "./world";

/** The part of a job that says what its sections are. `unpack` is its only reader. */
export interface RunMeta {
  readonly kind: "run";
  readonly request: JobRequest;
  readonly folder: string;
  readonly graph: GraphMeta;
  readonly roots: readonly RootMeta[];
  readonly localModules: Readonly<Record<string, string>>;
  /** For stacks; it belongs to whoever shows them. */
  readonly positions?: unknown;
  readonly world: WorldMeta;
}

/** What a root of the graph is for. */
export type RootMeta =
  | { readonly kind: "variable"; readonly name: string }
  /** A local module, by its path. */
  | { readonly kind: "module"; readonly path: string }
  | { readonly kind: "body" }
  | { readonly kind: "setup" }
  /** Values that the world needs: see `World`. */
  | { readonly kind: "world" };

/** Sections of a run's job before the contents of its buffers. */
export const FIRST_BUFFER_SECTION = 4;
