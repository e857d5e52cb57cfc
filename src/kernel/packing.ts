import type { RunRequest } from "../model/task";
import type { PackedJob } from "../state/pack";

/** Makes a request ready for another process, with what it needs of the notebook. Rejects with `StateError` where that cannot be done exactly. */
export type Pack = (request: RunRequest) => Promise<PackedJob>;
