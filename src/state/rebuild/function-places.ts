import { type WantedFunction, markOf } from "./write-code";

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
      return `${place.script || "<anonymous>"}:${place.line + ownLine + 1}:${ownColumn + 1}`;
    });
}

function locate(code: string, wanted: WantedFunction): Written[] {
  const { text, source } = wanted;
  const mark = markOf(wanted);
  const start = code.indexOf(mark + text) + mark.length;
  const before = code.slice(0, start);
  const firstLine = before.split("\n").length - 1;
  return [
    { firstLine, lastLine: firstLine + text.split("\n").length - 1, column: start - (before.lastIndexOf("\n") + 1), place: source.place },
  ];
}

function innermostAt(written: readonly Written[], line: number, column: number): Written | undefined {
  return written.findLast(
    ({ firstLine, lastLine, column: start }) => line >= firstLine && line <= lastLine && (line > firstLine || column >= start),
  );
}
