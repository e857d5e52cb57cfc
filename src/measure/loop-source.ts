import { type Statement, parse } from "acorn";
import type { CompiledCode } from "../model/program";

/** JavaScript as the converter makes it, taken apart for a timed loop. Every piece keeps the line and the column that it had. */
export interface LoopParts {
  /** What runs once: helper functions, temporary variables, imports. */
  readonly once: string;
  /** What is timed. The store of its last value goes to `sink`. */
  readonly body: string;
}

/** What stands in a loop instead of what the converter wrote; each name is no longer than that. */
export interface LoopNames {
  /** Takes the last value of each loop. */
  readonly sink: string;
  /** The constant that holds a variable which the code reads only once. */
  nameOf(variable: string): string;
}

/** The converter writes this line first of its own; a `exports.a = exports.b = void 0;` may follow. */
const MODULE_MARK = 'Object.defineProperty(exports, "__esModule", { value: true });';
const DECLARED_NAMES = /^(?:exports\.[^\s=]+ = )+void 0;$/;

const IMPORT = /^const ([^\s=]+) = (?:__import(?:Star|Default)\()?require\("(?:[^"\\]|\\.)*"\)\)?;$/;
const NAMED_IMPORT = /^Object\.defineProperty\(exports, "[^"]+", \{ enumerable: true, get: function \(\) \{ return [^;\n]+; \} \}\);$/;
const EXPORTED_IMPORT = /^exports\.[^\s=]+ = ([^\s.;]+)(?:\.default)?;$/;

/**
 * Takes apart what the converter made. In a loop, an import would be resolved again each time, and its definition would fail the second
 * time; so imports run once, as they do in a module. Throws a SyntaxError if `javascript` is not a list of whole statements.
 */
export function splitForLoop(code: CompiledCode, { sink, nameOf }: LoopNames): LoopParts {
  const { javascript, isAsync, lastValueName, steadyReads = [] } = code;
  const statements = parse(javascript, { ecmaVersion: "latest", sourceType: "script", allowAwaitOutsideFunction: isAsync })
    .body as Statement[];
  const textOf = ({ start, end }: Statement): string => javascript.slice(start, end);
  const headerEnd = endOfHeader(statements, textOf);
  const text = new BlankableText(javascript, headerEnd);
  const imported = new Set<string>();
  for (const statement of statements.filter(({ start }) => start >= headerEnd)) {
    const code = textOf(statement);
    if (isImport(code, imported)) text.hoist(statement);
    else if (lastValueName !== undefined && code.startsWith(`exports.${lastValueName} = `)) {
      text.replace(statement.start, `exports.${lastValueName}`, sink);
    }
  }
  for (const { name, start, end } of steadyReads) text.rename({ start, end }, nameOf(name));
  return text.parts;
}

/** The end of the converter's own first statements, 0 if there are none. */
function endOfHeader(statements: readonly Statement[], textOf: (statement: Statement) => string): number {
  const mark = statements.findIndex((statement) => textOf(statement) === MODULE_MARK);
  if (mark < 0) return 0;
  const next = statements[mark + 1];
  const last = next !== undefined && DECLARED_NAMES.test(textOf(next)) ? next : statements[mark];
  return last?.end ?? 0;
}

/** Adds the name that an import binds to `imported`. */
function isImport(code: string, imported: Set<string>): boolean {
  const name = IMPORT.exec(code)?.[1];
  if (name !== undefined) imported.add(name);
  const exported = EXPORTED_IMPORT.exec(code)?.[1];
  return name !== undefined || NAMED_IMPORT.test(code) || (exported !== undefined && imported.has(exported));
}

/** A text of which parts are moved to its header or replaced, without anything else changing its place. */
class BlankableText {
  #once: string;
  #body: string;
  readonly #bodyStart: number;

  constructor(text: string, bodyStart: number) {
    this.#once = text.slice(0, bodyStart);
    this.#body = text.slice(bodyStart);
    this.#bodyStart = bodyStart;
  }

  get parts(): LoopParts {
    return { once: this.#once, body: this.#body };
  }

  hoist({ start, end }: Statement): void {
    const code = this.#body.slice(start - this.#bodyStart, end - this.#bodyStart);
    this.#once += ` ${code}`;
    this.replace(start, code, "");
  }

  /** Puts another name into the body; not into what was moved to the header. */
  rename({ start, end }: { readonly start: number; readonly end: number }, name: string): void {
    const from = start - this.#bodyStart;
    const code = this.#body.slice(Math.max(from, 0), Math.max(end - this.#bodyStart, 0));
    if (from >= 0 && code.trim() !== "") this.replace(start, code, name);
  }

  replace(start: number, code: string, replacement: string): void {
    const at = start - this.#bodyStart;
    const padded = replacement + code.slice(replacement.length).replace(/[^\n]/g, " ");
    this.#body = this.#body.slice(0, at) + padded + this.#body.slice(at + code.length);
  }
}
