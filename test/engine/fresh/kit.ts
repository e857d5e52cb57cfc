import path from "node:path";
import { FreshEngine, type FreshEngineOptions } from "../../../src/engine/fresh/fresh-engine";
import type { PackedJob } from "../../../src/state/pack";
import type { CompiledCode } from "../../../src/model/program";
import type { Limits, RunRequest } from "../../../src/model/task";

/** Code that needs no state, as the converter would emit it. */
export function requestOf(javascript: string, limits: Limits = {}): RunRequest {
  const body: CompiledCode = { javascript, isAsync: javascript.includes("await"), fileName: "cell[1].1" };
  return { task: { kind: "memit" }, program: { kind: "code", body }, limits };
}

/** Packs a request that needs no state. */
export function packed(request: RunRequest, sections: readonly Uint8Array[] = []): PackedJob {
  return { job: { meta: { request, folder: __dirname }, sections }, state: { copied: [], replayed: [] } };
}

export function makeEngine(options: Partial<FreshEngineOptions> = {}): FreshEngine {
  return new FreshEngine({
    main: path.join(__dirname, "child-main.js"),
    pack: (request) => Promise.resolve(packed(request)),
    ...options,
  });
}
