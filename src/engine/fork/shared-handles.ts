import type { Note } from "../../model/result";
import type { SharedDescriptors } from "./descriptors";

const MAX_PATHS = 5;

/** Says what of the notebook's open handles no child can have a copy of; nothing if it has none. */
export function sharedHandles({ connections, written }: SharedDescriptors): readonly Note[] {
  const remarks = [
    ...(connections.length > 0 ? [`${count(connections.length, "connection")} of the notebook: cut off in the measured cell`] : []),
    ...(written.length > 0 ? [`${listOf(written)}, open for writing in the notebook: what the measured cell writes stays written`] : []),
  ];
  return remarks.length === 0 ? [] : [{ reason: "shared-handles", text: remarks.join("; ") }];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function listOf(paths: readonly string[]): string {
  const more = paths.length - MAX_PATHS;
  return [...paths.slice(0, MAX_PATHS), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
