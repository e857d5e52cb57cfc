import { GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND, TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import type { SourceMaps, TextPosition } from "./tslab";

/** A piece of compiled code that was given to V8. */
interface Script {
  /** What its positions are shown as: `cell [3]`. */
  readonly label: string;
  /** The cell as typed; columns are counted in its characters. */
  readonly lines: readonly string[];
  readonly sourceMaps: SourceMaps | undefined;
  /** Lines between the script's first line and the first line of the compiled code. */
  readonly shiftLines: number;
}

/** Scripts by their names, as JSON. */
export type PositionsMeta = readonly (Script & { readonly name: string })[];

/** A frame in V8's text of a stack: `\n    at name (script:line:column)`. */
const FRAME = /(\n {4}at .*?)(cell\[\d+\]\.\d+):(\d+):(\d+)(\)?)/g;

/**
 * Knows every script that was made of a cell, and turns V8's positions in it into those of the cell as typed. V8 takes a script's name from
 * a `sourceURL` comment, which cannot hold a blank: `cell[3].1` is the first piece of cell 3, shown as `cell [3]`.
 */
export class SourcePositions {
  readonly #scripts = new Map<string, Script>();
  #pieces = 0;

  /** Registers one piece of a cell and returns the name under which V8 has to know it. */
  register(executionCount: number, cell: string, sourceMaps: SourceMaps | undefined, shiftLines: number): string {
    const name = `cell[${executionCount}].${++this.#pieces}`;
    this.#scripts.set(name, {
      label: `cell [${executionCount}]`,
      lines: splitLines(cell),
      sourceMaps,
      shiftLines,
    });
    return name;
  }

  /** Drops a piece that V8 will not run again in this process. */
  forget(name: string): void {
    this.#scripts.delete(name);
  }

  /** What is known of some scripts, as JSON; names of other scripts are passed over. */
  export(names: readonly string[]): PositionsMeta {
    return names.flatMap((name) => {
      const script = this.#scripts.get(name);
      return script === undefined ? [] : [{ name, ...script }];
    });
  }

  /** Takes over what another process has exported. */
  adopt(scripts: PositionsMeta): void {
    for (const { name, ...script } of scripts) this.#scripts.set(name, script);
  }

  /** Rewrites every position in the text of a stack. A frame of the function that a cell is wrapped in leads nowhere, and is left out. */
  translate(stack: string): string {
    return stack.replace(FRAME, (text, before: string, name: string, line: string, column: string, after: string) => {
      const script = this.#scripts.get(name);
      if (script === undefined) return text;
      const position = locate(script, { line: Number(line) - 1, character: Number(column) - 1 });
      return position === undefined ? "" : `${before}${script.label}:${showPosition(script.lines, position)}${after}`;
    });
  }
}

/** Line and column as people count them: from one, and an emoji is one character. */
export function showPosition(lines: readonly string[], { line, character }: TextPosition): string {
  const before = (lines[line] ?? "").slice(0, character);
  return `${line + 1}:${Array.from(before).length + 1}`;
}

/** Lines as TypeScript counts them. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/);
}

function locate(script: Script, position: TextPosition): TextPosition | undefined {
  let { line, character } = { line: position.line - script.shiftLines, character: position.character };
  for (const step of script.sourceMaps?.steps ?? []) {
    const original = line < 0 ? undefined : nearest(new TraceMap(step), line + 1, character);
    if (original === undefined) return undefined;
    line = original.line - 1;
    character = original.column;
  }
  return { line: line - (script.sourceMaps?.prefixLines ?? 0), character };
}

/** What tslab's transformer makes (the store of the last value) has no mapping of its own: the next one of the line is its source. */
function nearest(map: TraceMap, line: number, column: number): { line: number; column: number } | undefined {
  for (const bias of [GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND] as const) {
    const found = originalPositionFor(map, { line, column, bias });
    if (found.line !== null) return { line: found.line, column: found.column };
  }
  return undefined;
}
