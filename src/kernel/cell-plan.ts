import type { AnyMagic, Magic, Registry } from "../magics/magic";
import { parseCell } from "../magics/parse-cell";
import { parseName } from "../magics/plain-value";
import { type Language, scan } from "../magics/scan";
import type { HelpSegment, MagicSegment } from "../magics/segment";
import { type Span, mask } from "../magics/span";
import type { Cell } from "./cell-runner";
import type { Notebook, Piece, Prepared } from "./notebook";
import { showPosition, splitLines } from "./source-positions";

/** Ordinary code. */
export interface CodeStep {
  readonly kind: "code";
  readonly prepared: Prepared;
}

/** A cell that tslab handles as a whole, by the tags of its leading comment. */
export interface WholeStep {
  readonly kind: "whole";
  readonly source: string;
}

/** A magic that measures, with everything that it needs type-checked and converted. */
export interface MeasureStep {
  readonly kind: "measure";
  readonly magic: Magic;
  readonly segment: MagicSegment;
  /** The measured code as typed. */
  readonly code: string;
  readonly setup?: Prepared;
  readonly body?: Prepared;
  /** In place of a body: the variables that are asked about. */
  readonly names?: readonly string[];
  /** Further bodies, which are measured in turns with the first. */
  readonly rivals?: readonly Prepared[];
  /** The code of each body, where there are several. */
  readonly codes?: readonly string[];
  /** Stores what is in the result slot into a variable. */
  readonly store?: Prepared;
}

export interface ReportStep {
  readonly kind: "report";
  readonly magic: Extract<AnyMagic, { kind: "report" }>;
}

export interface HelpStep {
  readonly kind: "help";
  readonly segment: HelpSegment;
}

export type Step = CodeStep | WholeStep | MeasureStep | ReportStep | HelpStep;

/** A magic is written wrongly; the message begins with the place. */
export class MagicError extends Error {
  override readonly name = "MagicError";
}

/** Where a step leaves a result for the code that stores it in a variable. */
export const RESULT_SLOT = Symbol.for("tslab-magics.result");

export interface PlanOptions {
  readonly notebook: Notebook;
  readonly registry: Registry;
  readonly language: Language;
}

/**
 * Parses, type-checks and converts a whole cell before any of it runs. Each piece sees the declarations of those before it. Throws
 * {@link MagicError} or `CompileError`.
 */
export function planCell(cell: Cell, options: PlanOptions): readonly Step[] {
  if (isWhole(cell, options.notebook)) return [{ kind: "whole", source: cell.code }];
  const parsed = parseCell(cell.code, options.registry, { language: options.language });
  if ("error" in parsed) throw new MagicError(`${placeOf(cell, parsed.error.start)} - ${parsed.error.message}`);
  const planner = new Planner(cell, options);
  return parsed.segments.flatMap((segment): Step[] => {
    switch (segment.kind) {
      case "blank":
        return [];
      case "code":
        return [planner.code(segment.span)];
      case "help":
        return [{ kind: "help", segment }];
      case "line-magic":
      case "cell-magic":
        return [segment.magic.kind === "report" ? { kind: "report", magic: segment.magic } : planner.measure(segment, segment.magic)];
    }
  });
}

function isWhole(cell: Cell, notebook: Notebook): boolean {
  if (!cell.code.includes("/**")) return false;
  const { module, mode } = notebook.tslab.codeMetadata(cell.code);
  return module !== undefined || mode === "browser";
}

/** `cell [3]:2:7`. */
function placeOf(cell: Cell, offset: number): string {
  const before = splitLines(cell.code.slice(0, offset));
  const line = before.length - 1;
  return `cell [${cell.executionCount}]:${showPosition(splitLines(cell.code), { line, character: before[line]?.length ?? 0 })}`;
}

class Planner {
  readonly #cell: Cell;
  readonly #options: PlanOptions;
  /** What is declared where the next piece begins. */
  #declarations: string;

  constructor(cell: Cell, options: PlanOptions) {
    this.#cell = cell;
    this.#options = options;
    this.#declarations = options.notebook.declarations;
  }

  code(span: Span): CodeStep {
    return { kind: "code", prepared: this.#declare(this.#prepare(mask(this.#cell.code, span))) };
  }

  measure(segment: MagicSegment, magic: Magic): MeasureStep {
    const assignment = segment.kind === "line-magic" ? segment.assignment : undefined;
    const bound = this.#bound(magic.bindsNames?.(segment.options) ?? []);
    const setup = segment.kind === "cell-magic" && segment.setup ? this.#prepare(mask(this.#cell.code, segment.setup), bound) : undefined;
    if (setup === undefined && magic.loops?.setsUpEach(segment.options))
      throw new MagicError(
        `${placeOf(this.#cell, segment.name.start)} - There is no setup to run before each loop: write it behind the options of %%${magic.name}.`,
      );
    const names = this.#namesIn(segment, magic);
    const spans = names ? [] : this.#bodies(segment, magic);
    const [body, ...rivals] = spans.map((span) => this.#measured(segment, magic, span, setup?.declarations ?? bound));
    // A magic that gives the value of its code runs it in the notebook.
    const staysInNotebook = segment.options["keep"] === true || magic.assigns === "value";
    if (staysInNotebook && body) this.#declare(body);
    const store = magic.assigns === "result" ? this.#store(segment, magic, assignment) : undefined;
    return {
      kind: "measure",
      magic,
      segment,
      code: segment.code ? this.#cell.code.slice(segment.code.start, segment.code.end) : "",
      ...(setup && { setup }),
      ...(body && { body }),
      ...(names && { names }),
      ...(rivals.length > 0 && { rivals, codes: spans.map(({ start, end }) => this.#cell.code.slice(start, end)) }),
      ...(store && { store: this.#declare(store) }),
    };
  }

  /** What is declared where variables of these names are numbers. */
  #bound(names: readonly string[]): string {
    if (names.length === 0) return this.#declarations;
    return this.#prepare(`let ${names.map((name) => `${name} = 0`).join(", ")};`).declarations;
  }

  /** The measured code; where the magic gives its value, together with the assignment, as if the magic were not there. */
  #measured(segment: MagicSegment, magic: Magic, code: Span, declarations: string): Prepared {
    const assignment = segment.kind === "line-magic" && magic.assigns === "value" ? segment.assignment : undefined;
    return this.#prepare(mask(this.#cell.code, ...(assignment ? [assignment] : []), code), declarations);
  }

  #namesIn(segment: MagicSegment, magic: Magic): readonly string[] | undefined {
    if (segment.kind !== "line-magic" || !segment.code || magic.readsNames !== true) return undefined;
    const words = this.#cell.code.slice(segment.code.start, segment.code.end).split(/[\s,]+/);
    return words.every((word) => "value" in parseName(word)) ? words : undefined;
  }

  /** The measured code: as a whole, or statement by statement. */
  #bodies({ code, options, name }: MagicSegment, magic: Magic): readonly Span[] {
    if (!code || magic.loops?.hasRivals(options) !== true) return code ? [code] : [];
    const { statements } = scan(mask(this.#cell.code, code), 0, this.#options.language);
    if (statements.length > 1) return statements;
    throw new MagicError(
      `${placeOf(this.#cell, name.start)} - There is nothing to compare with: write each statement on a line of its own, or several in a block { }.`,
    );
  }

  /** `const r = %memit -o …` and `-v r`. */
  #store(segment: MagicSegment, magic: Magic, assignment: Span | undefined): Prepared | undefined {
    const name = segment.options["variable"];
    if (assignment === undefined && typeof name !== "string") return undefined;
    const text = mask(this.#cell.code, ...(assignment ? [assignment] : []));
    const at = segment.name.start;
    const declared = assignment ? "" : `const ${name as string} = `;
    return this.#prepare(
      `${text.slice(0, at)}${declared}${resultExpression(typeOfResult(magic, segment), this.#options.language)};${text.slice(at)}`,
    );
  }

  #prepare(text: string, declarations = this.#declarations): Prepared {
    const piece: Piece = { text, cell: this.#cell.code, executionCount: this.#cell.executionCount };
    return this.#options.notebook.prepare(piece, declarations);
  }

  #declare(prepared: Prepared): Prepared {
    this.#declarations = prepared.declarations;
    return prepared;
  }
}

/** As the package exports it: `MemitResult`. */
function typeOfResult(magic: Magic, { options }: MagicSegment): string {
  return magic.resultType?.(options) ?? `${magic.name[0]?.toUpperCase() ?? ""}${magic.name.slice(1)}Result`;
}

/** The result slot with the type of what the magic puts there. */
function resultExpression(name: string, language: Language): string {
  const type = `import("tslab-magics").${name}`;
  const slot = `[Symbol.for("${RESULT_SLOT.description ?? ""}")]`;
  return language === "typescript"
    ? `((globalThis as any)${slot} as ${type})`
    : `(/** @type {${type}} */ (/** @type {any} */ (globalThis)${slot}))`;
}
