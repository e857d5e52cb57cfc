import { type Parsed, parseBytes } from "./plain-value";

/** How much a run may take: of memory, or of time. */
export type Limit = { readonly kind: "memory"; readonly bytes: number } | { readonly kind: "time"; readonly ns: number };

const TIME_UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, μs: 1e3, µs: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9 };

/** Reads `512MiB` and `2s`; the unit says which of both it is. */
export function parseLimit(text: string): Parsed<Limit> {
  const [, amount = "", unit = ""] = /^(\d+\.?\d*|\.\d+) ?(\D+)$/.exec(text) ?? [];
  const unitNs = TIME_UNITS[unit];
  if (unitNs !== undefined && Number(amount) > 0) return { value: { kind: "time", ns: Number(amount) * unitNs } };
  const bytes = unit === "" ? NaN : parseBytes(text);
  return bytes > 0 ? { value: { kind: "memory", bytes } } : { problem: "must be a size such as 512MiB, or a time such as 2s or 300ms" };
}
