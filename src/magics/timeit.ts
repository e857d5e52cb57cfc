import type { TimeitResult } from "../model/result";
import type { Timing } from "../model/measurement";
import { renderTimeit } from "../render/timeit";
import { perLoopStatistics } from "../stats/per-loop";
import { isNonEmpty } from "../stats/sample";
import type { Magic } from "./magic";
import { commonOptions, measureInChildren, timeoutOption } from "./measuring";
import type { OptionTable } from "./options";

const options = {
  loops: { kind: "integer", short: "n", metavar: "N", min: 1, max: 1e12, help: "Loops in each repeat (default: enough for 0.2 s)." },
  repeat: {
    kind: "integer",
    short: "r",
    metavar: "N",
    min: 1,
    max: 100_000,
    default: 7,
    help: "Repeats, one after the other in one child.",
  },
  precision: { kind: "integer", short: "p", metavar: "N", min: 1, max: 15, default: 3, help: "Significant digits of the times shown." },
  timeout: timeoutOption,
  ...commonOptions,
} as const satisfies OptionTable;

/** `%timeit`: time of many loops, as IPython's magic of that name, with `await` and with memory. */
export const timeit: Magic<typeof options, TimeitResult> = {
  kind: "measure",
  name: "timeit",
  summary: "Time of a line or a cell, over many loops",
  description:
    "Runs the code many times in a child process that holds a copy of the notebook's state, and shows the mean and the standard deviation of " +
    "the time of one loop, then peak memory and total time. The code may use `await`.\n\n" +
    "The time of the empty loop is subtracted. What the code prints is shown for the first loop only. Nothing changes in the notebook.",
  forms: ["line", "cell"],
  signature: "timeit(fn, options)",
  assigns: "result",
  options,
  notOffered: {
    "-t": "There is one clock, the system's monotonic one. For a limit in seconds write --timeout.",
    "-c": "There is one clock, the system's monotonic one.",
  },
  examples: [
    { code: "%timeit rows.map((row) => row.length)", says: "one line" },
    { code: "%timeit -n 1000 -r 3 JSON.stringify(rows)", says: "3 repeats of 1,000 loops each" },
    {
      code: "%%timeit const text = JSON.stringify(rows)\nJSON.parse(text)",
      says: "a cell; the first line is setup, run once and not timed",
    },
    { code: "const { perLoop } = %timeit -o f()", says: "the result as a value" },
  ],
  async measure(call, session) {
    const { loops, repeat } = call.options;
    const { fields, last } = await measureInChildren(call, session, { kind: "timeit", repeat, ...(loops !== undefined && { loops }) });
    return { kind: "timeit", ...fields, repeat, ...timesOf(last.timing) };
  },
  render: (result, { precision }) => renderTimeit(result, { precision }),
};

function timesOf(timing: Timing | undefined): Pick<TimeitResult, "allRunsNs" | "loops" | "overheadNs" | "perLoop"> {
  if (!timing) return { allRunsNs: [] };
  const { allRunsNs, loops, overheadNs } = timing;
  return { allRunsNs, loops, overheadNs, ...(isNonEmpty(allRunsNs) && { perLoop: perLoopStatistics(allRunsNs, loops) }) };
}
