import { nearest } from "./nearest";
import { parseValue, unquoted } from "./option-value";
import {
  defaults,
  isList,
  longName,
  metavarOf,
  spellings,
  type OptionSpec,
  type OptionTable,
  type OptionValue,
  type OptionValues,
  type SingleValue,
} from "./options";
import { lineEndAt, skipBlanks, type Span } from "./span";

/** What is wrong with a cell, and where. */
export interface CellError extends Span {
  readonly message: string;
}

/** An option as it stands in the cell. */
export interface WrittenOption {
  readonly key: string;
  /** `-r3`, `--repeat`, without a value that stands apart. */
  readonly span: Span;
  /** With its quotes. Absent for a flag, and where the value is missing or its quote is still open. */
  readonly value?: Span;
}

export interface ParsedOptions {
  readonly values: OptionValues;
  readonly written: readonly WrittenOption[];
  /** Where the code begins, or the end of the line. */
  readonly end: number;
  /** The first mistake. What follows it is read all the same, for completion. */
  readonly error?: CellError;
}

/** What the parser needs to know of a magic. */
export interface OptionGrammar {
  readonly name: string;
  readonly options: OptionTable;
}

/**
 * Reads the options of a magic from `start` to the first token of its line that is no option: `-r 3`, `-r3`, `-oq`, `--repeat 3`,
 * `--repeat=3`; `--` ends them. A value with blanks stands in quotes: `--save "my file"`, `--save='my file'`.
 */
export function parseOptions(text: string, start: number, magic: OptionGrammar): ParsedOptions {
  return new OptionReader(text, start, magic).read();
}

class OptionReader {
  readonly #text: string;
  readonly #magic: OptionGrammar;
  readonly #lineEnd: number;
  readonly #values: Record<string, OptionValue | undefined>;
  readonly #written: WrittenOption[] = [];
  #at: number;
  #error: CellError | undefined;

  constructor(text: string, start: number, magic: OptionGrammar) {
    this.#text = text;
    this.#magic = magic;
    this.#lineEnd = lineEndAt(text, start);
    this.#values = { ...defaults(magic.options) };
    this.#at = skipBlanks(text, start);
  }

  read(): ParsedOptions {
    while (this.#isOption()) {
      const token = this.#nextToken();
      const word = this.#text.slice(token.start, token.end);
      if (word === "--") break;
      if (word.startsWith("--")) this.#readLong(token, word);
      else this.#readShort(token, word);
    }
    const error = this.#error;
    return { values: this.#values, written: this.#written, end: this.#at, ...(error && { error }) };
  }

  /** A minus that something other than a letter or a digit follows begins the code: `-(a + b)`. */
  #isOption(): boolean {
    return /^(-[\p{L}\p{N}]|--[\p{L}\p{N}]|--(\s|$))/u.test(this.#text.slice(this.#at, this.#lineEnd));
  }

  #readLong(token: Span, word: string): void {
    const [name, attached] = splitOnce(word, "=");
    const nameSpan = { start: token.start, end: token.start + name.length };
    const value = attached === undefined ? {} : { value: { start: nameSpan.end + 1, end: token.end } };
    const found = Object.entries(this.#magic.options).find(([key]) => longName(key) === name);
    if (!found) this.#refuse(name, nameSpan);
    else this.#take({ key: found[0], spec: found[1], name, span: token, ...value });
  }

  /** A cluster such as `-oqr3`: flags, the last of which may be an option with its value. */
  #readShort(token: Span, word: string): void {
    let at = token.start + 1;
    while (at < token.end) {
      const letter = this.#text[at]!;
      const found = Object.entries(this.#magic.options).find(([, spec]) => spec.short === letter);
      if (!found || this.#isMisspelledLong(word)) {
        const isWhole = at === token.start + 1;
        this.#refuse(isWhole ? word : `-${letter}`, isWhole ? token : { start: at, end: at + 1 });
        return;
      }
      const [key, spec] = found;
      const takesRest = spec.kind !== "flag" && at + 1 < token.end;
      this.#take({ key, spec, name: `-${letter}`, span: token, ...(takesRest && { value: { start: at + 1, end: token.end } }) });
      at = takesRest ? token.end : at + 1;
    }
  }

  /** `-repeat` means `--repeat`, not `-r epeat`. */
  #isMisspelledLong(word: string): boolean {
    return Object.keys(this.#magic.options).some((key) => longName(key) === `-${splitOnce(word, "=")[0]}`);
  }

  #take({ key, spec, name, span, value }: { key: string; spec: OptionSpec; name: string; span: Span; value?: Span }): void {
    if (spec.kind === "flag") this.#takeFlag(key, name, span, value);
    else this.#takeValue(key, spec, name, span, value ?? (this.#at < this.#lineEnd ? this.#nextToken() : undefined));
  }

  #takeFlag(key: string, name: string, span: Span, value: Span | undefined): void {
    this.#written.push({ key, span });
    this.#values[key] = true;
    if (value) this.#fail(`${name} of %${this.#magic.name} takes no value.`, span);
  }

  #takeValue(key: string, spec: Exclude<OptionSpec, { kind: "flag" }>, name: string, span: Span, value: Span | undefined): void {
    const text = value && unquoted(this.#text.slice(value.start, value.end));
    this.#written.push({ key, span, ...(value && text !== undefined && { value }) });
    if (value && text === undefined) {
      this.#fail(`${name} of %${this.#magic.name} must end with the quote that it begins with, before a blank.`, value);
    } else if (!value || !text) {
      this.#fail(`${name} of %${this.#magic.name} needs a value: ${name} ${metavarOf(spec)}.`, span);
    } else {
      const parsed = parseValue(spec, text);
      if ("problem" in parsed) this.#fail(`${name} of %${this.#magic.name} ${parsed.problem}.`, value);
      else
        this.#values[key] = (isList(spec) ? [...(this.#values[key] as readonly SingleValue[]), parsed.value] : parsed.value) as OptionValue;
    }
  }

  #refuse(name: string, span: Span): void {
    const { name: magicName, options } = this.#magic;
    const near = nearest(
      name,
      Object.entries(options).flatMap(([key, spec]) => spellings(key, spec)),
    );
    const hint = near === undefined ? "It has none." : `The nearest is ${near}.`;
    this.#fail(`%${magicName} has no option ${name}. ${hint} Put -- before code that begins with a minus: %${magicName} -- ${name}`, span);
  }

  #fail(message: string, span: Span): void {
    this.#error ??= { message, start: span.start, end: span.end };
  }

  #nextToken(): Span {
    const start = this.#at;
    const end = start + TOKEN.exec(this.#text.slice(start, this.#lineEnd))![0].length;
    this.#at = skipBlanks(this.#text, end);
    return { start, end };
  }
}

/** Up to a blank outside of quotes, with which a value may begin; to the end of the line if nothing ends the quotes. */
const TOKEN = /^(--[^\s=]+=)?("[^"]*("|$)|'[^']*('|$))?\S*/;

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
