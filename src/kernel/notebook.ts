import { format } from "node:util";
import type { CompiledCode, Scope } from "../model/program";
import type { DisplayContent } from "../model/child";
import type { MimeBundle } from "../model/mime";
import { findPackageBeside, installPackageFallback } from "./packages-beside";
import { SourcePositions, showPosition, splitLines } from "./source-positions";
import { installStackTraces } from "./stack-traces";
import { type Conversion, type Diagnostic, type Tslab, createTslab } from "./tslab";

/** A piece of a cell: the cell's text with everything else blanked out, so that its positions are those of the cell. */
export interface Piece {
  readonly text: string;
  readonly cell: string;
  readonly executionCount: number;
}

/** A piece that was type-checked and converted, ready to run in the notebook or, as {@link CompiledCode}, in a child. */
export interface Prepared {
  readonly piece: Piece;
  readonly conversion: Conversion;
  /** The declarations that hold after the piece has run. */
  readonly declarations: string;
}

/** The piece does not compile. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}

export type PieceOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

export interface NotebookOptions {
  readonly isJs: boolean;
  readonly folder: string;
  /** Called before code runs in the notebook itself. */
  beforeRun(): void;
}

/** A notebook's variables, their types, and the two ways to run code on them. */
export class Notebook {
  readonly positions = new SourcePositions();
  readonly #tslab: Tslab;
  /** TypeScript declarations of everything that earlier cells declared. */
  #declarations = "";
  readonly #prepared = new WeakMap<CompiledCode, Prepared>();
  readonly #beforeRun: () => void;
  #outcome: PieceOutcome = { ok: true, value: undefined };

  constructor({ beforeRun, ...options }: NotebookOptions) {
    installPackageFallback();
    this.#beforeRun = beforeRun;
    this.#tslab = createTslab({
      ...options,
      findPackage: findPackageBeside,
      console: {
        log: (value) => (this.#outcome = { ok: true, value }),
        error: (...args) => (this.#outcome = { ok: false, error: args.length === 1 ? args[0] : this.#diagnosed(args) }),
      },
    });
    installStackTraces(this.positions);
  }

  get tslab(): Tslab {
    return this.#tslab;
  }

  get declarations(): string {
    return this.#declarations;
  }

  /** The notebook's state as compiled code sees it, for engines. */
  get scope(): Scope {
    return { exports: this.#tslab.executor.locals, variables: this.#tslab.rawLocals, require: (id) => this.#tslab.require(id) };
  }

  /** Type-checks and converts a piece. Throws {@link CompileError} with every diagnostic at its place in the cell. */
  prepare(piece: Piece, declarations = this.#declarations): Prepared {
    const conversion = this.#tslab.convert(declarations, piece.text);
    if (conversion.diagnostics.length > 0) throw new CompileError(showDiagnostics(piece, conversion.diagnostics));
    this.#keepLocalModules(conversion);
    return { piece, conversion, declarations: conversion.declOutput ?? "" };
  }

  /** Runs a prepared piece in the notebook, as an ordinary cell runs. Never rejects. */
  async run({ piece, conversion, declarations }: Prepared): Promise<PieceOutcome> {
    const name = this.positions.register(piece.executionCount, piece.cell, conversion.sourceMaps, 1);
    const output = conversion.output && `\n${conversion.output}\n//# sourceURL=${name}`;
    this.#outcome = { ok: true, value: undefined };
    this.#beforeRun();
    const ok = await this.#tslab.runConverted({ ...conversion, sideOutputs: [], ...(output && { output }) });
    if (ok) this.#declarations = declarations;
    return this.#outcome;
  }

  /** Runs a cell that tslab handles as a whole: `@module` and `@browser` cells. */
  async runWhole(source: string): Promise<PieceOutcome> {
    this.#outcome = { ok: true, value: undefined };
    this.#beforeRun();
    await this.#tslab.executor.execute(source);
    return this.#outcome;
  }

  /** A prepared piece as a child runs it; to be given to {@link forget} when no child runs it any more. */
  compile(prepared: Prepared): CompiledCode {
    const { piece, conversion } = prepared;
    const code: CompiledCode = {
      javascript: conversion.output ?? "",
      isAsync: conversion.hasToplevelAwait ?? false,
      ...(conversion.lastExpressionVar !== undefined && { lastValueName: conversion.lastExpressionVar }),
      fileName: this.positions.register(piece.executionCount, piece.cell, conversion.sourceMaps, 0),
    };
    this.#prepared.set(code, prepared);
    return code;
  }

  /** What was compiled to this code. */
  preparedOf(code: CompiledCode): Prepared {
    const prepared = this.#prepared.get(code);
    if (prepared === undefined) throw new Error("This code was not compiled by this notebook.");
    return prepared;
  }

  forget(codes: readonly CompiledCode[]): void {
    for (const { fileName } of codes) this.positions.forget(fileName);
  }

  /** What the front end shows for the name at an offset. */
  inspect(text: string, offset: number): MimeBundle | undefined {
    const info = this.#tslab.executor.inspect(text, offset);
    return info ? { "text/plain": this.#tslab.printQuickInfo(info) } : undefined;
  }

  onDisplay(write: (content: DisplayContent, update: boolean) => void): void {
    this.#tslab.onDisplay(write);
  }

  /** tslab prints the diagnostics of a module one by one, with a format. */
  #diagnosed(args: readonly unknown[]): CompileError {
    const earlier = this.#outcome.ok || !(this.#outcome.error instanceof CompileError) ? "" : `${this.#outcome.error.message}\n`;
    return new CompileError(earlier + format(...args));
  }

  /**
   * The converter emits a changed local module once; if that happens while a measured cell is prepared, the executor has to learn of it all
   * the same, or a later ordinary cell would not find the module.
   */
  #keepLocalModules(conversion: Conversion): void {
    if (conversion.sideOutputs === undefined) return;
    void this.#tslab.runConverted({ diagnostics: [], sideOutputs: conversion.sideOutputs, output: "", declOutput: this.#declarations });
  }
}

function showDiagnostics(piece: Piece, diagnostics: readonly Diagnostic[]): string {
  const lines = splitLines(piece.cell);
  return diagnostics
    .map(({ fileName, start, messageText }) => {
      const place =
        fileName === undefined
          ? `cell [${piece.executionCount}]:${showPosition(lines, start)}`
          : `${fileName}:${start.line + 1}:${start.character + 1}`;
      return `${place} - ${messageText}`;
    })
    .join("\n");
}
