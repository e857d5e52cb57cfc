import { format } from "node:util";
import type { MimeBundle } from "../model/mime";

/** The value of a cell's last expression as tslab shows it: as `console.log` does, so a string has no quotes. */
export function showValue(value: unknown): MimeBundle {
  return { "text/plain": typeof value === "string" ? value : format(value) };
}
