import { format } from "node:util";
import type { ExecutorConsole } from "./tslab";

export type PieceOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** The piece does not compile. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}

/** Hears what tslab's executor reports of the piece that it runs, through the console that it was given. */
export class PieceReports implements ExecutorConsole {
  #outcome: PieceOutcome = { ok: true, value: undefined };

  /** How the last piece ended. */
  get outcome(): PieceOutcome {
    return this.#outcome;
  }

  /** A piece is about to run. */
  begin(): void {
    this.#outcome = { ok: true, value: undefined };
  }

  log(value: unknown): void {
    this.#outcome = { ok: true, value };
  }

  error(...args: readonly unknown[]): void {
    this.#outcome = { ok: false, error: args.length === 1 ? args[0] : this.#diagnosed(args) };
  }

  /** tslab prints the diagnostics of a module one by one, with a format. */
  #diagnosed(args: readonly unknown[]): CompileError {
    const earlier = this.#outcome.ok || !(this.#outcome.error instanceof CompileError) ? "" : `${this.#outcome.error.message}\n`;
    return new CompileError(earlier + format(...args));
  }
}
