import { inspect } from "node:util";
import type { AnyResult } from "../model/result";

/**
 * A result as a value of the notebook: the plain data, which an inspection shows by its first line, as the peers show theirs
 * (`<MemitResult : peak memory: …>`), instead of by its hundred fields.
 */
export function asNotebookValue<Result extends AnyResult>(result: Result, text: string): Result {
  const [line = ""] = text.split("\n");
  const label = `${result.kind[0]?.toUpperCase() ?? ""}${result.kind.slice(1)}Result`;
  return Object.defineProperty({ ...result }, inspect.custom, { value: () => `<${label} : ${line}>`, enumerable: false });
}
