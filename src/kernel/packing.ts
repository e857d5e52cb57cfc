import type { PackedJob } from "../engine/fresh/fresh-engine";
import type { RunRequest } from "../model/task";
import { StateError } from "../state/state-error";

/** Makes a request ready for another process, with what it needs of the notebook. Rejects with `StateError` where that cannot be done exactly. */
export type Pack = (request: RunRequest) => Promise<PackedJob>;

/** Nothing of a notebook is carried over before `state/pack` can do so exactly. */
export const refuseToPack: Pack = () =>
  Promise.reject(
    new StateError(
      "The state of a notebook cannot be carried into a new process yet: measure in the tslab-magics kernel, without --fresh.",
    ),
  );
