import { helpPage } from "../magics/help";
import type { Registry } from "../magics/magic";
import { assertNever } from "../model/outcome";
import type { Step } from "./cell-plan";
import type { CellOutcome, CellOutput } from "./cell-runner";
import { failureOfMessage, failureOfThrown, stopped } from "./failures";
import type { Measurer } from "./measurer";
import type { Notebook } from "./notebook";
import { CompileError, type PieceOutcome } from "./piece-reports";
import type { Stop } from "./stop";
import { showValue } from "./values";

export interface CellStepsOptions {
  readonly notebook: Notebook;
  readonly registry: Registry;
  readonly measurer: Measurer;
  /** The user's Stop, where it is ours to hear. */
  readonly stop?: Stop;
}

const OK: CellOutcome = { status: "ok" };

/** Runs the steps of a cell in order, up to the first that fails, or to a Stop. The value of the last piece of code is shown. */
export async function runSteps(steps: readonly Step[], output: CellOutput, options: CellStepsOptions): Promise<CellOutcome> {
  for (const [index, step] of steps.entries()) {
    if (await options.stop?.wasAsked()) return stopped;
    const outcome = await runStep(step, output, index === steps.length - 1, options);
    if (outcome.status === "error") return outcome;
  }
  return OK;
}

async function runStep(step: Step, output: CellOutput, isLast: boolean, options: CellStepsOptions): Promise<CellOutcome> {
  const { notebook, registry, measurer } = options;
  switch (step.kind) {
    case "code":
      return ended(await notebook.run(step.prepared), isLast ? output : undefined);
    case "whole":
      return ended(await notebook.runWhole(step.source), output);
    case "measure":
      return measurer.step(step, output, isLast);
    case "report":
      output.display({ data: step.magic.report(registry), metadata: {}, transient: {} }, false);
      return OK;
    case "help":
      output.page(helpPage(step.segment.magic));
      return OK;
    default:
      return assertNever(step);
  }
}

function ended(outcome: PieceOutcome, output: CellOutput | undefined): CellOutcome {
  if (!outcome.ok) return outcome.error instanceof CompileError ? failureOfMessage(outcome.error) : failureOfThrown(outcome.error);
  if (outcome.value !== undefined) output?.result(showValue(outcome.value));
  return OK;
}
