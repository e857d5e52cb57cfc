import type { Measurement } from "../model/measurement";
import type { Note } from "../model/result";

/** A measurement with one note more. */
export function withNote(measurement: Measurement, note: Note): Measurement {
  return { ...measurement, notes: [...measurement.notes, note] };
}
