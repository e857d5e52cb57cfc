import type { TimeResult } from "../model/result";
import { renderTime } from "../render/time";
import type { Magic, NotebookRun } from "./magic";
import type { OptionTable } from "./options";

const options = {
  noRaiseError: { kind: "flag", help: "Let the cell go on where the code throws: the result says so." },
} as const satisfies OptionTable;

/** `%time`: one execution in the notebook itself, as IPython's magic of that name. */
export const time: Magic<typeof options, TimeResult> = {
  kind: "measure",
  name: "time",
  summary: "Time of one execution in the notebook itself",
  description:
    "Runs the code as an ordinary cell: variables stay, the value is shown. Then shows CPU time, wall time and how far the kernel's own memory " +
    "rose meanwhile.\n\n" +
    "Nothing protects the notebook from the code: for a limit in time or memory use `%memit` or `%timeit`.",
  forms: ["line", "cell"],
  assigns: "value",
  options,
  examples: [
    { code: "%time const rows = load(path)", says: "one line; rows is there afterwards" },
    { code: "%%time\nconst rows = load(path)\nrows.length", says: "a cell" },
    { code: "const rows = %time load(path)", says: "the value of the code" },
  ],
  async measure({ code, program }, session) {
    if (!program) throw new Error("%time was called without code.");
    const run = await session.runInNotebook(program, { showOutput: true, showValue: true });
    return timeResult(code, run);
  },
  render: renderTime,
};

function timeResult(code: string, { baselineBytes, peakBytes, ...run }: NotebookRun): TimeResult {
  return {
    version: 1,
    kind: "time",
    code,
    ...run,
    ...(baselineBytes !== undefined && { baselineBytes }),
    ...(peakBytes !== undefined && { peakBytes }),
    ...(baselineBytes !== undefined && peakBytes !== undefined && { incrementBytes: peakBytes - baselineBytes }),
    notes: [],
  };
}
