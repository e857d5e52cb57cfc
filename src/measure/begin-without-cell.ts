import type { ChildPort } from "../model/child";
import type { Measurement } from "../model/measurement";
import { completed } from "../model/outcome";
import { nowNs } from "./clock";
import { readMemory } from "./memory";

/** Tells the kernel that the notebook itself is looked at, with no cell to run; the measurement so far. */
export function beginWithoutCell(port: ChildPort): Measurement {
  const { rssBytes } = readMemory();
  const startedAtNs = nowNs();
  const baseline = rssBytes === undefined ? {} : { baselineBytes: rssBytes };
  port.send({ type: "started", atNs: startedAtNs, ...baseline });
  return { outcome: completed, startedAtNs, ...baseline, notes: [] };
}
