import { type Engine, EngineError } from "../../engine/engine";
import type { Notebook } from "../notebook";

/** The engine of a stock kernel. */
export function makeStockEngine(notebook: Notebook): Engine {
  void notebook;
  throw new EngineError("Cells cannot be measured in a stock tslab kernel yet.");
}
