import { createRequire } from "node:module";
import { join } from "node:path";
import type { Scope } from "../model/program";
import type { RunRequest } from "../model/task";
import type { Job } from "./job";

/** What a process needs to run a job. */
export interface Unpacked {
  readonly request: RunRequest;
  readonly scope: Scope;
}

/** Rebuilds a request and the state that it needs; of code that needs none so far. */
export function unpack({ meta }: Job): Promise<Unpacked> {
  const { request, folder } = meta as unknown as { readonly request: RunRequest; readonly folder: string };
  const variables = {};
  const require = createRequire(join(folder, "notebook.js"));
  return Promise.resolve({ request, scope: { exports: variables, variables, require } });
}
