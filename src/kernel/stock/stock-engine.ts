import { FreshEngine } from "../../engine/fresh/fresh-engine";
import type { Pack } from "../packing";

/** The engine of a stock kernel: new processes, because the kernel runs without the flags that make a fork dependable. */
export function makeStockEngine(pack: Pack): FreshEngine {
  return new FreshEngine({ main: require.resolve("../fresh-child"), pack });
}
