import { FreshEngine } from "../engine/fresh/fresh-engine";
import type { Pack } from "../state/pack";

/** The engine that measures in new processes; they run the program beside this file. */
export function newProcesses(pack: Pack): FreshEngine {
  return new FreshEngine({ main: require.resolve("./fresh-child"), pack });
}
