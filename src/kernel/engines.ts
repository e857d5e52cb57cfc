import type { OrphanKeeper } from "../engine/descendants";
import { type Engine, EngineError } from "../engine/engine";
import { ForkEngine, type ForkEngineOptions } from "../engine/fork/fork-engine";
import { orphanKeeper } from "../engine/fork/orphan-keeper";
import { selfTest } from "../engine/fork/self-test";
import type { Pack } from "../state/pack";
import { newProcesses } from "./new-processes";

/** The engines of one kernel. */
export interface Engines {
  /** `fork` where it works, else `fresh`; `fresh` where a new process is asked for. */
  readonly engine: (isFresh: boolean) => Engine;
  readonly orphanKeeper: () => OrphanKeeper | undefined;
  /** Settles when no engine does anything in the background, which would disturb a measurement. */
  readonly quiet: () => Promise<unknown>;
}

/** Tries the fork engine out; where it does not pass its self-test, new processes measure everything. */
export async function chooseEngines(forkOptions: ForkEngineOptions, pack: Pack): Promise<Engines> {
  const fresh = newProcesses(pack);
  const fork = new ForkEngine({ ...forkOptions, ownConnections: () => fresh.descriptors });
  const quiet = (): Promise<unknown> => fresh.quiet;
  try {
    const native = fork.load();
    await selfTest(fork);
    const keeper = orphanKeeper(native);
    return { engine: (isFresh) => (isFresh ? fresh : fork), orphanKeeper: () => keeper, quiet };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { engine: () => fresh, orphanKeeper: () => undefined, quiet };
  }
}
