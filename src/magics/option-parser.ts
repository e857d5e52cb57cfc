import { nearest } from "./nearest";
import { parseValue } from "./option-value";
import { defaults, longName, spellings, type OptionSpec, type OptionTable, type OptionValue, type OptionValues } from "./options";
import { BLANK, lineEndAt, skipBlanks, type Span } from "./span";

/** What is wrong with a cell, and where. */
export interface CellError extends Span {
  readonly message: string;
}

/** An option as it stands in the cell. */
export interface WrittenOption {
  readonly key: string;
  /** `-r3`, `--repeat`, without a value that stands apart. */
  readonly span: Span;
  /** Absent for a flag, and where the value is missing. */
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
  /** Options of peers that this magic does not offer, such as `-c`, each with a sentence that says why or what to do. */
  readonly notOffered?: Readonly<Record<string, string>>;
}

/**
 * Reads the options of a magic from `start` to the first token of its line that is no option: `-r 3`, `-r3`, `-oq`, `--repeat 3`,
 * `--repeat=3`; `--` ends them.
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
    const [name = "", attached] = splitOnce(word, "=");
    const found = Object.entries(this.#magic.options).find(([key]) => longName(key) === name);
    const nameSpan = { start: token.start, end: token.start + name.length };
    if (!found) return this.#refuse(name, nameSpan);
    const [key, spec] = found;
    if (spec.kind === "flag" && attached !== undefined) return this.#fail(`${name} of %${this.#magic.name} takes no value.`, token);
    this.#take({ key, spec, name, span: token, ...(attached !== undefined && { value: { start: nameSpan.end + 1, end: token.end } }) });
  }

  /** A cluster such as `-oqr3`: flags, the last of which may be an option with its value. */
  #readShort(token: Span, word: string): void {
    for (let i = 1; i < word.length; i++) {
      const name = `-${word[i]}`;
      const found = Object.entries(this.#magic.options).find(([, spec]) => spec.short === word[i]);
      if (!found) return this.#refuse(i === 1 ? word : name, i === 1 ? token : { start: token.start + i, end: token.start + i + 1 });
      const [key, spec] = found;
      const rest = { start: token.start + i + 1, end: token.end };
      const hasValue = spec.kind !== "flag" && rest.start < rest.end;
      if (hasValue && this.#isMisspelledLong(word)) return this.#refuse(word, token);
      this.#take({ key, spec, name, span: token, ...(hasValue && { value: rest }) });
      if (hasValue) return;
    }
  }

  /** `-repeat` means `--repeat`, not `-r epeat`. */
  #isMisspelledLong(word: string): boolean {
    return Object.keys(this.#magic.options).some((key) => longName(key) === `-${splitOnce(word, "=")[0]}`);
  }

  #take(option: { key: string; spec: OptionSpec; name: string; span: Span; value?: Span }): void {
    const { key, spec, name, span } = option;
    if (spec.kind === "flag") {
      this.#values[key] = true;
      this.#written.push({ key, span });
      return;
    }
    const value = option.value ?? (this.#at < this.#lineEnd ? this.#nextToken() : undefined);
    this.#written.push({ key, span, ...(value && { value }) });
    if (!value) return this.#fail(`${name} of %${this.#magic.name} needs a value: ${name} ${spec.metavar}.`, span);
    const parsed = parseValue(spec, this.#text.slice(value.start, value.end));
    if ("problem" in parsed)
      return this.#fail(`${name} of %${this.#magic.name} ${parsed.problem}.`, value.start < value.end ? value : span);
    this.#values[key] = parsed.value;
  }

  #refuse(name: string, span: Span): void {
    const { name: magicName, options, notOffered } = this.#magic;
    const reason = notOffered?.[name];
    if (reason !== undefined) return this.#fail(`%${magicName} does not offer ${name}. ${reason}`, span);
    const known = Object.entries(options).flatMap(([key, spec]) => spellings(key, spec));
    const near = nearest(name, known);
    const hint = near === undefined ? "It has none." : `The nearest is ${near}.`;
    this.#fail(`%${magicName} has no option ${name}. ${hint} Put -- before code that begins with a minus: %${magicName} -- ${name}`, span);
  }

  #fail(message: string, span: Span): void {
    this.#error ??= { message, start: span.start, end: span.end };
  }

  #nextToken(): Span {
    const start = this.#at;
    let end = start;
    while (end < this.#lineEnd && !BLANK.test(this.#text[end]!)) end++;
    this.#at = skipBlanks(this.#text, end);
    return { start, end };
  }
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
