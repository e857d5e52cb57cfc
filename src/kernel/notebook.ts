import { nowNs } from "../measure/clock";
import type { CompiledCode, Scope } from "../model/program";
import type { MimeBundle } from "../model/mime";
import { DeclaringCells } from "./declaring-cells";
import { CompileError, type PieceOutcome, type PieceReports } from "./piece-reports";
import { AssignedByFunctions, assignedIn, steadyReads } from "./steady-reads";
import { SourcePositions, showPosition, splitLines } from "./source-positions";
import { interruptedError, type Stop } from "./stop";
import type { Conversion, Diagnostic, Tslab } from "./tslab";

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
  /** What the conversion took. */
  readonly conversionNs: number;
  /** The declarations that hold after the piece has run. */
  readonly declarations: string;
}

export interface NotebookOptions<Kit extends Tslab> {
  readonly tslab: Kit;
  /** The console that `tslab`'s executor was given. */
  readonly reports: PieceReports;
  readonly positions?: SourcePositions;
  /** Cells may run that this notebook does not see, or have run before. */
  readonly hasUnseenCode?: boolean;
  /** Called before code runs in the notebook itself. */
  beforeRun(): void;
  /** The user's Stop, where it is ours to hear. */
  readonly stop?: Stop;
}

/** What else runs in the child of a timed loop. */
export interface LoopCompany {
  readonly before?: Prepared;
  readonly meanwhile: readonly Prepared[];
}

/** A notebook's variables, their types, and the two ways to run code on them. */
export class Notebook<Kit extends Tslab = Tslab> {
  readonly positions: SourcePositions;
  readonly tslab: Kit;
  readonly #prepared = new WeakMap<CompiledCode, Prepared>();
  readonly #reports: PieceReports;
  readonly #beforeRun: () => void;
  readonly #stop: Stop | undefined;
  readonly #assigned = new AssignedByFunctions();
  readonly #declaring = new DeclaringCells();
  readonly #hasUnseenCode: boolean;

  constructor({ tslab, reports, positions = new SourcePositions(), hasUnseenCode = false, beforeRun, stop }: NotebookOptions<Kit>) {
    this.positions = positions;
    this.tslab = tslab;
    this.#reports = reports;
    this.#beforeRun = beforeRun;
    this.#stop = stop;
    this.#hasUnseenCode = hasUnseenCode;
    if (hasUnseenCode) this.#assigned.giveUp();
  }

  /** TypeScript declarations of everything that earlier cells declared. */
  get declarations(): string {
    return this.tslab.declarations();
  }

  /** The notebook's state as compiled code sees it, for engines. */
  get scope(): Scope {
    return { exports: this.tslab.executor.locals, variables: this.tslab.rawLocals, require: (id) => this.tslab.require(id) };
  }

  /** Type-checks and converts a piece. Throws {@link CompileError} with every diagnostic at its place in the cell. */
  prepare(piece: Piece, declarations = this.declarations): Prepared {
    const startNs = nowNs();
    const conversion = this.tslab.convert(declarations, piece.text);
    const conversionNs = nowNs() - startNs;
    if (conversion.diagnostics.length > 0) throw new CompileError(showDiagnostics(piece, conversion.diagnostics));
    this.#keepLocalModules(conversion);
    return { piece, conversion, conversionNs, declarations: conversion.declOutput ?? "" };
  }

  /** Runs a prepared piece in the notebook, as an ordinary cell runs. After a Stop it does so only if asked to. Never rejects. */
  async run(prepared: Prepared, { evenIfStopped = false } = {}): Promise<PieceOutcome> {
    const { piece, conversion } = prepared;
    const name = this.positions.register(piece.executionCount, piece.cell, conversion.sourceMaps, 1);
    const output = conversion.output && `\n${conversion.output}\n//# sourceURL=${name}`;
    this.#assigned.add(conversion.output ?? "");
    // What a cell that nobody saw has declared since would be ascribed to this one.
    if (!this.#hasUnseenCode) this.#declaring.add(prepared);
    return this.#execute(() => this.tslab.runConverted({ ...conversion, sideOutputs: [], ...(output && { output }) }), evenIfStopped);
  }

  /** Runs a cell that tslab handles as a whole: `@module` and `@browser` cells. */
  runWhole(source: string): Promise<PieceOutcome> {
    return this.#execute(() => this.tslab.executor.execute(source));
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

  /**
   * The same for a loop that is timed, which reads variables only once that nothing assigns meanwhile. Of what runs in the same child, `before`
   * has run when the loop begins, and `meanwhile` runs between its turns.
   */
  compileForLoop(prepared: Prepared, { before, meanwhile }: LoopCompany): CompiledCode {
    const code = this.compile(prepared);
    const assigned = [
      this.#assigned.names,
      ...(before ? [assignedIn(before.conversion.output ?? "", "in functions")] : []),
      ...meanwhile.map(({ conversion }) => assignedIn(conversion.output ?? "", "anywhere")),
    ];
    const looped = { ...code, steadyReads: steadyReads(code.javascript, assigned) };
    this.#prepared.set(looped, prepared);
    return looped;
  }

  /** What was compiled to this code. */
  preparedOf(code: CompiledCode): Prepared {
    const prepared = this.#prepared.get(code);
    if (prepared === undefined) throw new Error("This code was not compiled by this notebook.");
    return prepared;
  }

  /** The number of the cell that declared each variable last, as far as it is known, once this code has run as well. */
  cellsAfter(codes: readonly CompiledCode[]): ReadonlyMap<string, number> {
    return this.#declaring.after(codes.map((code) => this.preparedOf(code)));
  }

  forget(codes: readonly CompiledCode[]): void {
    for (const { fileName } of codes) this.positions.forget(fileName);
  }

  /** What the front end shows for the name at an offset. */
  inspect(text: string, offset: number): MimeBundle | undefined {
    const info = this.tslab.executor.inspect(text, offset);
    return info ? { "text/plain": this.tslab.printQuickInfo(info) } : undefined;
  }

  async #execute(run: () => Promise<boolean>, evenIfStopped = false): Promise<PieceOutcome> {
    this.#beforeRun();
    if (!evenIfStopped && (await this.#stop?.wasAsked())) return { ok: false, error: interruptedError() };
    this.#reports.begin();
    await run();
    return this.#reports.end();
  }

  /**
   * The converter emits a changed local module once; if that happens while a measured cell is prepared, the executor has to learn of it all
   * the same, or a later ordinary cell would not find the module.
   */
  #keepLocalModules(conversion: Conversion): void {
    if (conversion.sideOutputs === undefined) return;
    void this.tslab.runConverted({ diagnostics: [], sideOutputs: conversion.sideOutputs, output: "", declOutput: this.declarations });
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
