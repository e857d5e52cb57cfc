import type { SweepJump } from "../model/sweep";
import type { Bracket } from "./bracket";
import type { Fit } from "./fit";
import { roomFor } from "./form";
import { valueAt } from "./predict";

/** Two sizes so close differ by less than {@link HIGH} under any law that has no steps. */
const CLOSE = 1.1;
const HIGH = 1.2;

/** The jump just above the largest size within a limit: one that was measured, else the next that a staircase among the plausible laws tells of. */
export function jumpAbove({ within, over }: Bracket, fit: Fit | undefined): SweepJump | undefined {
  if (!within) return undefined;
  const tried = over?.tried;
  if (tried && tried.size <= CLOSE * within.size && tried.highest >= HIGH * within.highest) {
    return { from: within.size, to: tried.size, before: within.highest, after: tried.highest, isMeasured: true };
  }
  return fit && nextStep(fit, within.size);
}

function nextStep({ best }: Fit, size: number): SweepJump | undefined {
  const { form } = best.candidates[0].solution;
  if (form.kind !== "staircase") return undefined;
  const from = Math.floor(roomFor(size, form));
  return { from, to: from + 1, before: valueAt(best, from), after: valueAt(best, from + 1), isMeasured: false };
}
