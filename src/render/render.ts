import type { MimeBundle } from "../model/mime";
import { assertNever } from "../model/outcome";
import type { AnyResult } from "../model/result";
import { renderHeap } from "./heap";
import { renderMemit } from "./memit";
import { renderSweep } from "./sweep";
import { renderTime } from "./time";
import { renderTimeit } from "./timeit";

/** Renders a result of any kind, with the options' defaults. */
export function renderResult(result: AnyResult): MimeBundle {
  switch (result.kind) {
    case "memit":
      return renderMemit(result);
    case "timeit":
      return renderTimeit(result);
    case "heap":
      return renderHeap(result);
    case "sweep":
      return renderSweep(result);
    case "time":
      return renderTime(result);
    default:
      return assertNever(result);
  }
}
