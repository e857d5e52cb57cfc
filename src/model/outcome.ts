/** Why a run ran out of memory: V8's heap limit, `--max-data`, the kernel's own budget for children, or the system's OOM killer. */
export type MemoryLimit = "heap" | "data" | "budget" | "system";

/** How a run ended. Every failure of a measured cell is one of these values, never an exception in the kernel. */
export type Outcome =
  | { readonly kind: "completed" }
  | { readonly kind: "threw"; readonly name: string; readonly message: string; readonly stack: string }
  | { readonly kind: "timed-out"; readonly limitNs: number }
  | { readonly kind: "out-of-memory"; readonly what: MemoryLimit; readonly limitBytes?: number }
  | { readonly kind: "killed"; readonly signal: string }
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "interrupted" };

export const completed: Extract<Outcome, { kind: "completed" }> = { kind: "completed" };

/** Compile-time proof that a switch over a union is exhaustive; throws if a value of a newer version gets here. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
