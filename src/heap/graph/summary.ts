import type { Partition } from "../../model/result";
import { ranked } from "../partition";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { nodeKinds } from "./node-kinds";
import { numberValuesOf } from "./number-values";

/** Heapy's table of a snapshot: all its nodes by kind, with their shallow sizes; without the values of numbers, which are no objects. */
export function summary(raw: RawSnapshot): Partition {
  const { names, places } = nodeKinds(raw);
  const counts = new Float64Array(names.length);
  const isNumberValue = numberValuesOf(raw);
  const bytes = new Float64Array(names.length);
  for (let node = 0; node < raw.nodeCount; node++) {
    if (isNumberValue(node)) continue;
    const kind = places[node]!;
    counts[kind]!++;
    bytes[kind]! += raw.selfBytes[node]!;
  }
  const typeRows = names.map(
    (kind, place) => ({ kind, place: "heap", count: counts[place]!, bytes: bytes[place]!, estimatedBytes: 0 }) as const,
  );
  return ranked(typeRows);
}
