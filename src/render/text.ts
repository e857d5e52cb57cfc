import type { Note } from "../model/result";
import { visibleWithin } from "./visible";

const MAX_NOTE = 500;

/** Joins lines of plain text; what is absent or empty takes no line. */
export function lines(...parts: readonly (string | undefined | readonly string[])[]): string {
  return parts
    .flat()
    .filter((line) => line !== undefined && line !== "")
    .join("\n");
}

/** Notes, one line each. */
export function noteLines(notes: readonly Note[]): string[] {
  return notes.map(({ text }) => `note: ${noteText(text)}`);
}

/** A note as one line, of a bounded length. */
export function noteText(text: string): string {
  return visibleWithin(text.trim(), MAX_NOTE);
}
