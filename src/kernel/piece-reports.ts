import { format } from "node:util";
import type { ExecutorConsole } from "./tslab";

/** How a piece ended: with the value of its last expression, or with what was thrown. */
export type PieceOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** The piece does not compile. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}

const NOTHING: PieceOutcome = { ok: true, value: undefined };

/** Hears what tslab's executor reports of the piece that it runs, through the console that it was given. */
export class PieceReports implements ExecutorConsole {
  #outcome: PieceOutcome = NOTHING;

  /** A piece is about to run. */
  begin(): void {
    this.#outcome = NOTHING;
  }

  /** How the piece ended. It is forgotten: else its value would be kept alive, and no variable would be told to hold it alone. */
  end(): PieceOutcome {
    const outcome = this.#outcome;
    this.#outcome = NOTHING;
    return outcome;
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
