import { memit } from "../../src/magics/memit";
import { defaults, type Options } from "../../src/magics/options";
import { parseOptions } from "../../src/magics/option-parser";
import type { SweepResult } from "../../src/model/sweep-result";
import { SimulatedSession, type Workload } from "../magics/sweep/simulated-session";

const MIB = 2 ** 20;

/** 100 bytes and 20 ns for each, and a floor. */
const LINEAR: Workload = { bytes: ({ chunk = 0 }) => 2 * MIB + 100 * chunk, ns: ({ chunk = 0 }) => 1e6 + 20 * chunk };

/** Room that doubles. */
const STAIRS: Workload = { bytes: ({ chunk = 0 }) => MIB + 16 * 2 ** Math.ceil(Math.log2(chunk)), ns: ({ chunk = 0 }) => 30 * chunk };

/** Results of sweeps as the magic gives them, over runs that follow a formula. */
export const sweepSamples = {
  plain: () => sweep("--sweep chunk=1e3..1e6:9", LINEAR),
  few: () => sweep("--sweep chunk=10,20", LINEAR),
  budget: () => sweep('--sweep chunk=1e4..1e7 --budget 102MiB --expect "50*chunk"', LINEAR),
  none: () => sweep("--sweep chunk=1e4,3e4,1e5,3e5 --budget 1MiB", LINEAR),
  stairs: () => sweep("--sweep chunk=1e5..6e6:13 --budget 50MiB", STAIRS),
  grid: () =>
    sweep("--sweep chunk=1e3,1e4,1e5 --sweep columns=2,8", { ...LINEAR, bytes: ({ chunk = 0, columns = 0 }) => 8 * chunk * columns }),
  died: () =>
    sweep("--sweep chunk=1e4,3e4,1e5,3e5,1e6", {
      ...LINEAR,
      outcome: ({ chunk = 0 }) => (chunk > 5e5 ? { kind: "out-of-memory", what: "heap" } : undefined),
    }),
  stopped: () =>
    sweep("--sweep chunk=1e4,3e4,1e5,3e5,1e6", { ...LINEAR, outcome: (_, run) => (run === 4 ? { kind: "interrupted" } : undefined) }),
  compared: async () => {
    const session = new SimulatedSession({ ...LINEAR, bytes: ({ chunk = 0 }) => 3 * MIB + 250 * chunk });
    session.spareBytes = undefined;
    session.variables.set("arrays", await sweep("--sweep chunk=1e4..1e6:6", LINEAR));
    return sweepIn("--sweep chunk=1e4..1e6 --compare arrays", session);
  },
} as const satisfies Readonly<Record<string, () => Promise<SweepResult>>>;

function sweep(line: string, workload: Workload): Promise<SweepResult> {
  return sweepIn(line, new SimulatedSession(workload));
}

async function sweepIn(line: string, session: SimulatedSession): Promise<SweepResult> {
  const options = { ...defaults(memit.options), ...parseOptions(line, 0, memit).values } as Options<typeof memit.options>;
  const program = { kind: "function", body: () => 1 } as const;
  return (await memit.measure({ options, code: "load(path, chunk)", program }, session)) as SweepResult;
}
