import type { WantedFunction } from "./write-code";

/** Name of the script in which rebuilt functions stand. */
export const FUNCTIONS_SCRIPT = "tslab-magics:functions";

interface Written {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly column: number;
  readonly place: WantedFunction["source"]["place"];
}

/** Turns positions in the script of rebuilt functions, in the text of a stack, into those of the scripts that the functions come from. */
export type TranslateStack = (stack: string) => string;

/** For a script that {@link writeCode} wrote. */
export function translatorOf(code: string, functions: readonly WantedFunction[]): TranslateStack {
  const written = functions.flatMap((wanted) => locate(code, wanted));
  return (stack) =>
    stack.replaceAll(/tslab-magics:functions:(\d+):(\d+)/g, (text, line: string, column: string) => {
      const found = innermostAt(written, Number(line) - 1, Number(column) - 1);
      if (found === undefined) return text;
      const { place } = found;
      const ownLine = Number(line) - 1 - found.firstLine;
      const ownColumn = ownLine === 0 ? Number(column) - 1 - found.column + place.column : Number(column) - 1;
      return `${place.script}:${place.line + ownLine + 1}:${ownColumn + 1}`;
    });
}

function locate(code: string, { id, text, source: { place } }: WantedFunction): Written[] {
  const maker = code.indexOf(`.make[${id}] = `);
  const after = code.indexOf(text, maker);
  // A declaration stands before its maker.
  const start = after >= 0 && after - maker < MAKER_LENGTH ? after : code.lastIndexOf(text, maker);
  if (start < 0) return [];
  const before = code.slice(0, start);
  const firstLine = before.split("\n").length - 1;
  return [{ firstLine, lastLine: firstLine + text.split("\n").length - 1, column: start - (before.lastIndexOf("\n") + 1), place }];
}

/** What the writer puts before a text is shorter. */
const MAKER_LENGTH = 500;

function innermostAt(written: readonly Written[], line: number, column: number): Written | undefined {
  return written.findLast(
    ({ firstLine, lastLine, column: start }) => line >= firstLine && line <= lastLine && (line > firstLine || column >= start),
  );
}
