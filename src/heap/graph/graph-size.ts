import type { GraphReport } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { numberValuesOf } from "./number-values";

/** How many objects and references a snapshot has, without the values of numbers: the same whether it was taken with them or not. */
export function graphSize(raw: RawSnapshot): Pick<GraphReport, "nodeCount" | "edgeCount"> {
  const isNumberValue = numberValuesOf(raw);
  let { nodeCount, edgeCount } = raw;
  for (let node = 0; node < raw.nodeCount; node++) if (isNumberValue(node)) nodeCount--;
  for (const target of raw.edgeTargets) if (isNumberValue(target)) edgeCount--;
  return { nodeCount, edgeCount };
}
