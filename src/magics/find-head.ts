import type { AnyMagic, Registry } from "./magic";
import { nearest } from "./nearest";
import type { CellError } from "./option-parser";
import type { Scan, Token } from "./scan";
import { BLANK, beginsLine, lineEndAt, lineNumberAt, lineStartAt, skipBlanks, type Span } from "./span";

/** The beginning of a magic: `%memit`, `%%memit`, `const r = %memit`, `%memit?`. */
export interface Head {
  readonly kind: "line" | "cell" | "help";
  /** Of the line, or of the assignment. */
  readonly start: number;
  readonly magic: AnyMagic;
  /** `%memit`, or `%%memit`. */
  readonly name: Span;
  readonly assignment?: Span;
}

/** Where to look: the part of the text that was scanned, up to `end`. */
export interface Region {
  readonly text: string;
  readonly scan: Scan;
  readonly end: number;
  /** Nothing but blanks and comments of the cell lies before the part. */
  readonly isFirst: boolean;
}

/**
 * The first magic of a region, or the first `%` that is meant as one but cannot be. A `%` that TypeScript takes for a modulo is none,
 * unless a registered name follows it at the very beginning of a top-level line.
 */
export function findHead(region: Region, registry: Registry): Head | CellError | undefined {
  const tokens = region.scan.tokens.filter(({ kind, start }) => kind !== "break" && start < region.end);
  for (const [index, token] of tokens.entries()) {
    const candidate = candidateAt(region, token, tokens[index - 1], registry);
    const found = candidate && judge(candidate, region, registry);
    if (found) return found;
  }
  return undefined;
}

/** A `%` that may be meant as a magic. */
interface Candidate {
  readonly token: Token;
  readonly previous: Token | undefined;
  /** `%memit`, with the `%`. */
  readonly name: Span;
  readonly word: string;
  readonly isCell: boolean;
  readonly beginsLine: boolean;
  readonly magic: AnyMagic | undefined;
  readonly asksHelp: boolean;
  /** White space or the end of the line follows the name, or a `?` that ends the line. */
  readonly isDelimited: boolean;
}

function candidateAt(region: Region, token: Token, previous: Token | undefined, registry: Registry): Candidate | undefined {
  const { text } = region;
  const isQuestion = token.kind === "question" && text[token.end] === "%" && beginsLine(text, token.start);
  if (token.kind !== "percent" && !isQuestion) return undefined;
  const start = isQuestion ? token.end : token.start;
  // The second sign of a `%%`, and the one after a `?`, belong to the candidate before.
  if (!isQuestion && previous?.end === start && "%?".includes(text[start - 1]!) && previous.kind !== "other") return undefined;
  const [sign, word] = splitName(text, start);
  const name = { start, end: start + sign.length + word.length };
  const after = text.slice(name.end, lineEndAt(text, name.end));
  const asksHelp = isQuestion ? isBlank(after) : /^\?\??/.test(after) && isBlank(after.replace(/^\?\??/, ""));
  return {
    token,
    previous,
    name,
    word,
    isCell: sign === "%%",
    beginsLine: beginsLine(text, token.start),
    magic: registry.get(word),
    asksHelp,
    isDelimited: asksHelp || (!isQuestion && (after === "" || BLANK.test(after[0]!))),
  };
}

function judge(candidate: Candidate, region: Region, registry: Registry): Head | CellError | undefined {
  const { magic } = candidate;
  if (!magic || !candidate.isDelimited) return judgeUnknown(candidate, region, registry);
  if (candidate.asksHelp) return judgeHelp(candidate, magic, region);
  return candidate.isCell ? judgeCell(candidate, magic, region) : judgeLine(candidate, magic, region);
}

function judgeLine(candidate: Candidate, magic: AnyMagic, region: Region): Head | CellError | undefined {
  const { token, previous, name } = candidate;
  if (token.bracketAt !== undefined) return isModulo(candidate, region) ? undefined : misplaced(candidate, magic, region);
  const statement = region.scan.statements.find(({ fullStart, end }) => fullStart <= token.start && token.start < end);
  const beginsStatement = !previous || !statement || previous.end <= statement.fullStart;
  if (!beginsStatement && lacksLeftSide(candidate, region)) {
    if (previous.kind !== "equals" || !statement.assigns) return misplaced(candidate, magic, region);
    return { kind: "line", start: statement.start, magic, name, assignment: { start: statement.start, end: name.start } };
  }
  if (!candidate.beginsLine) return beginsStatement ? fail(`%${candidate.word} must be at the beginning of its line.`, name) : undefined;
  const lineStart = lineStartAt(region.text, token.start);
  const isMagic = beginsStatement || lineStart === token.start || !isModulo(candidate, region);
  return isMagic ? { kind: "line", start: lineStart, magic, name } : undefined;
}

function judgeCell(candidate: Candidate, magic: AnyMagic, region: Region): Head | CellError {
  const { token, previous, name, word } = candidate;
  if (region.isFirst && !previous && candidate.beginsLine) {
    return { kind: "cell", start: lineStartAt(region.text, token.start), magic, name };
  }
  return fail(`%%${word} works on the first line of a cell only. Move it there, or write %${word} to measure one line.`, name);
}

function judgeHelp(candidate: Candidate, magic: AnyMagic, region: Region): Head | CellError | undefined {
  if (!candidate.beginsLine) return undefined;
  if (candidate.token.bracketAt !== undefined) return isModulo(candidate, region) ? undefined : misplaced(candidate, magic, region);
  return { kind: "help", start: lineStartAt(region.text, candidate.token.start), magic, name: candidate.name };
}

function judgeUnknown(candidate: Candidate, region: Region, registry: Registry): CellError | undefined {
  const { name, word, magic, previous, isCell } = candidate;
  if (!candidate.beginsLine && previous?.kind !== "equals") return undefined;
  if (isModulo(candidate, region)) return undefined;
  const sign = isCell ? "%%" : "%";
  if (magic) return fail(`${sign}${word} must be followed by white space.`, name);
  if (word === "" && !isCell && !lacksLeftSide(candidate, region)) return undefined;
  const meant = word || /^\w*/.exec(region.text.slice(skipBlanks(region.text, name.end)))![0];
  const near = nearest(meant, [...registry.keys()]) ?? "";
  const problem = word === "" ? `The name of a magic must follow ${sign} directly` : `There is no magic ${sign}${word}`;
  return fail(`${problem}. The nearest is ${sign}${near}; %lsmagic lists them all.`, name);
}

/** Whether TypeScript reads the line of the `%` without complaint. */
function isModulo({ token, name }: Candidate, { text, scan }: Region): boolean {
  const lineEnd = lineEndAt(text, name.end);
  return !scan.problems.some((offset) => offset >= token.start && offset < lineEnd);
}

function lacksLeftSide({ token }: Candidate, { scan }: Region): boolean {
  return scan.problems.includes(token.start);
}

function misplaced({ token, name, isCell, word }: Candidate, magic: AnyMagic, { text }: Region): CellError {
  const sign = isCell ? "%%" : "%";
  const remedy = magic.signature ? ` Call ${magic.signature} there.` : "";
  if (token.bracketAt === undefined) {
    return fail(`${sign}${word} works at the beginning of a line or after "name =" only, not within a statement.${remedy}`, name);
  }
  const place = `the ${text[token.bracketAt] ?? ""} of line ${lineNumberAt(text, token.bracketAt)}`;
  return fail(`${sign}${word} works at the top level of a cell only, not inside ${place}.${remedy}`, name);
}

function splitName(text: string, start: number): readonly [sign: string, word: string] {
  const [, sign = "%", word = ""] = /^(%%?)([\p{ID_Continue}$]*)/u.exec(text.slice(start, lineEndAt(text, start))) ?? [];
  return [sign, word];
}

function isBlank(text: string): boolean {
  return skipBlanks(text, 0) === text.length;
}

function fail(message: string, { start, end }: Span): CellError {
  return { message, start, end };
}
