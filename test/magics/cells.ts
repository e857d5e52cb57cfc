import fc from "fast-check";
import { parseCell, type ParsedCell } from "../../src/magics/parse-cell";
import { registry } from "../../src/magics/registry";
import type { Segment } from "../../src/magics/segment";
import type { Span } from "../../src/magics/span";

/** Lines that would be magics, or mistakes, if they stood at the top level. */
const percentLine = fc.constantFrom(
  "%memit f()",
  "%%memit f()",
  "%heap",
  "%nope f()",
  "?%memit",
  "%memit?",
  "const r = %memit -o f()",
  "  %timeit -x f()",
  "% x y",
  "%",
);

const percentLines = fc.array(percentLine, { minLength: 1, maxLength: 3 }).map((lines) => lines.join("\n"));

/** Statements of valid TypeScript in which `%` begins lines without being a magic; each ends so that any statement can follow. */
export const innocent: fc.Arbitrary<string> = fc.oneof(
  percentLines.map((lines) => `const t = \`\n${lines}\n\`;`),
  fc.tuple(percentLines, percentLines).map(([outer, inner]) => `tag\`\n${outer}\${ {a: [\`\n${inner}\`]} }\n${outer}\`;`),
  percentLines.map((lines) => `/*\n${lines}\n*/`),
  percentLines.map((lines) => lines.replace(/^/gm, "// ")),
  percentLines.map((lines) => `const s = "\\\n${lines.replaceAll("\n", "\\\n")}\\\n";`),
  fc.constantFrom(
    "const m = total\n  %memit * 2;",
    "const m = (total\n%memit * 2);",
    "const q = a\n% b",
    "q = a\n%b + c",
    "x = f(a,\n b\n%time\n)",
    "function f() {\n  return a\n    %heap\n}",
    "const re = /%memit [`'\"(]/;",
    'if (a) /[`"]/.test(b)',
    "const d = a / b; /%`/.test(d)",
    "type T = `%${string}`",
    "let n = 7; n %= 4",
    "for (const c of [1]) { c % 2 }",
    "const emoji = '%memit \u{1f600}'; // \u{1f600}",
  ),
);

/** Lines with a magic, and the code that each measures. */
export const magicLine = fc.constantFrom(
  { line: "%memit f()", code: "f()" },
  { line: "%memit -r 3 -qt 2 f(1,\n  `\n%memit ${g(\n2)}`)", code: "f(1,\n  `\n%memit ${g(\n2)}`)" },
  { line: "%timeit --loops=10 /[`'\"]/.test(s) // check", code: "/[`'\"]/.test(s) // check" },
  { line: "%time const y = '\u{1f600}'", code: "const y = '\u{1f600}'" },
  { line: "const r = %memit -o f(n)", code: "f(n)" },
  { line: "let { peakBytes }: { peakBytes: number } = %memit -o -- -n", code: "-n" },
  { line: "%heap", code: "" },
  { line: "%heap [\n{},\n]", code: "[\n{},\n]" },
);

export const lineBreak = fc.constantFrom("\n", "\r\n");

export function parse(text: string): ParsedCell {
  return parseCell(text, registry);
}

/** The segments of a cell that must have no mistake. */
export function segmentsOf(text: string): readonly Segment[] {
  const parsed = parse(text);
  if ("error" in parsed) throw new Error(`Unexpected mistake in ${JSON.stringify(text)}: ${parsed.error.message}`);
  return parsed.segments;
}

export function textAt(text: string, span: Span | undefined): string | undefined {
  return span && text.slice(span.start, span.end);
}
