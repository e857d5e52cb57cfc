import { findHead, type Head } from "./find-head";
import type { Registry } from "./magic";
import { parseOptions, type CellError, type ParsedOptions } from "./option-parser";
import { scan, type Language, type Token } from "./scan";
import type { CellMagicSegment, LineMagicSegment, MagicSegment, Segment } from "./segment";
import { nextLineAt, trimmed, type Span } from "./span";

/** The segments of a cell; with an error, those before the mistake. */
export type ParsedCell = { readonly segments: readonly Segment[] } | { readonly segments: readonly Segment[]; readonly error: CellError };

export interface ParseOptions {
  readonly language?: Language;
  /** For completion in a cell that is still being written: mistakes in options and missing code are no errors. */
  readonly isDraft?: boolean;
}

/**
 * Splits a cell into code and magics. Never throws. The segments lie in order, without gaps, and together are the cell. A cell without a
 * magic is one segment of code; what is wrong with that code is TypeScript's to say.
 */
export function parseCell(text: string, registry: Registry, options: ParseOptions = {}): ParsedCell {
  const segments: Segment[] = [];
  let at = 0;
  while (text.includes("%", at)) {
    const scanned = scan(text, at, options.language ?? "typescript");
    const head = findHead({ text, scan: scanned, end: text.length, isFirst: at === 0 }, registry);
    if (!head) break;
    if (!("kind" in head)) return { segments, error: head };
    segments.push(...between(scanned.tokens, at, head.start));
    const segment = new MagicReader(text, registry, options).read(head);
    if ("message" in segment) return { segments, error: segment };
    segments.push(segment);
    at = segment.span.end;
  }
  if (at === 0) return { segments: [{ kind: "code", span: { start: 0, end: text.length } }] };
  const rest = at < text.length ? between(scan(text, at, options.language ?? "typescript").tokens, at, text.length) : [];
  return { segments: [...segments, ...rest] };
}

function between(tokens: readonly Token[], start: number, end: number): readonly Segment[] {
  if (start === end) return [];
  return [{ kind: hasCode(tokens, end) ? "code" : "blank", span: { start, end } }];
}

function hasCode(tokens: readonly Token[], end: number): boolean {
  return tokens.some(({ kind, start }) => kind !== "break" && start < end);
}

class MagicReader {
  readonly #text: string;
  readonly #registry: Registry;
  readonly #language: Language;
  readonly #isDraft: boolean;

  constructor(text: string, registry: Registry, { language = "typescript", isDraft = false }: ParseOptions) {
    this.#text = text;
    this.#registry = registry;
    this.#language = language;
    this.#isDraft = isDraft;
  }

  read(head: Head): Segment | CellError {
    if (head.kind === "help") {
      return { kind: "help", span: { start: head.start, end: nextLineAt(this.#text, head.name.end) }, magic: head.magic, name: head.name };
    }
    const options = parseOptions(this.#text, head.name.end, head.magic);
    const segment = head.kind === "line" ? this.#readLine(head, options) : this.#readCell(head, options);
    if ("message" in segment || this.#isDraft) return segment;
    return options.error ?? checkForm(segment, this.#text) ?? checkAssignment(segment) ?? segment;
  }

  #readLine(head: Head, options: ParsedOptions): LineMagicSegment | CellError {
    const { code, next, mistake } = this.#readUntilLineEnd(options.end);
    if (mistake) return mistake;
    const assignment = head.assignment && { assignment: head.assignment };
    return { kind: "line-magic", ...parts(head, options, next), ...assignment, ...(code && { code }) };
  }

  #readCell(head: Head, options: ParsedOptions): CellMagicSegment | CellError {
    const { code: setup, next, mistake } = this.#readUntilLineEnd(options.end);
    if (mistake) return mistake;
    const end = this.#text.length;
    const scanned = scan(this.#text, next, this.#language);
    const inner = findHead({ text: this.#text, scan: scanned, end, isFirst: false }, this.#registry);
    if (inner) return "message" in inner ? inner : nested(head, inner);
    const body = hasCode(scanned.tokens, end) ? trimmed(this.#text, { start: next, end }) : undefined;
    return { kind: "cell-magic", ...parts(head, options, end), ...(setup && { setup }), code: body ?? { start: end, end } };
  }

  /** The code from `start` to the first line break outside of brackets. */
  #readUntilLineEnd(start: number): { readonly code?: Span; readonly next: number; readonly mistake?: CellError } {
    const scanned = scan(this.#text, start, this.#language);
    const end = scanned.tokens.find(({ kind, bracketAt }) => kind === "break" && bracketAt === undefined)?.start ?? this.#text.length;
    const next = nextLineAt(this.#text, end);
    const code = hasCode(scanned.tokens, end) ? trimmed(this.#text, { start, end }) : undefined;
    const mistake = findHead({ text: this.#text, scan: scanned, end, isFirst: false }, this.#registry);
    return { next, ...(code && { code }), ...(mistake && "message" in mistake && { mistake }) };
  }
}

function parts(head: Head, options: ParsedOptions, end: number): Omit<LineMagicSegment, "kind" | "code" | "assignment"> {
  return { span: { start: head.start, end }, magic: head.magic, name: head.name, options: options.values, written: options.written };
}

function nested(outer: Head, inner: Head): CellError {
  const message = `%%${outer.magic.name} measures the whole cell, so there can be no other magic in it. Put %${inner.magic.name} into a cell of its own.`;
  return { message, start: inner.name.start, end: inner.name.end };
}

function checkForm(segment: MagicSegment, text: string): CellError | undefined {
  const { magic, name, code } = segment;
  const at = (message: string, span: Span = name): CellError => ({ message, start: span.start, end: span.end });
  if (segment.kind === "cell-magic") {
    if (!magic.forms.includes("cell")) return at(`There is no %%${magic.name}, only %${magic.name}.`);
    if (segment.code.start < segment.code.end) return undefined;
    const hint = segment.setup && magic.forms.includes("line") ? ` To measure one line, write %${magic.name}.` : "";
    return at(`The cell below %%${magic.name} is empty.${hint}`);
  }
  if (!code) return magic.forms.includes("bare") ? undefined : at(`%${magic.name} needs code: %${magic.name} f()`);
  return magic.forms.includes("line")
    ? undefined
    : at(`%${magic.name} takes no code, and here is ${text.slice(code.start, code.end)}`, code);
}

function checkAssignment(segment: MagicSegment): CellError | undefined {
  const { magic, name, options } = segment;
  if (segment.kind === "cell-magic" || !segment.assignment) return undefined;
  if (magic.kind === "report") return { message: `%${magic.name} has no result that could be assigned.`, ...name };
  if (magic.assigns === "value" || options["result"] === true) return undefined;
  return { message: `To keep the result, write -o: %${magic.name} -o`, ...name };
}
