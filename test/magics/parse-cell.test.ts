import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCell } from "../../src/magics/parse-cell";
import { registry } from "../../src/magics/registry";
import type { Segment } from "../../src/magics/segment";
import { parse, segmentsOf, textAt } from "./cells";

/** A segment in short: its kind, the magic, and its parts as text. */
function brief(text: string, segment: Segment): string {
  const part = (name: string, value: string | undefined): string => (value === undefined ? "" : ` ${name}=${JSON.stringify(value)}`);
  const whole = `${segment.kind} ${JSON.stringify(textAt(text, segment.span))}`;
  switch (segment.kind) {
    case "code":
    case "blank":
      return whole;
    case "help":
      return `${whole} ${segment.magic.name} name=${textAt(text, segment.name)!}`;
    case "line-magic":
      return `${whole} ${segment.magic.name}${part("assignment", textAt(text, segment.assignment))}${part("code", textAt(text, segment.code))}`;
    case "cell-magic":
      return `${whole} ${segment.magic.name}${part("setup", textAt(text, segment.setup))}${part("code", textAt(text, segment.code))}`;
  }
}

const CELLS: readonly (readonly [cell: string, ...segments: string[]])[] = [
  ["", `code ""`],
  ["f()", `code "f()"`],
  ["%memit f()", `line-magic "%memit f()" memit code="f()"`],
  ["  %memit\tf()  ", `line-magic "  %memit\\tf()  " memit code="f()"`],
  ["%memit\u00a0f()", `line-magic "%memit\u00a0f()" memit code="f()"`],
  ["const a = 1\n%memit f()\nconst b = 2", `code "const a = 1\\n"`, `line-magic "%memit f()\\n" memit code="f()"`, `code "const b = 2"`],
  ["f()\r\n%memit g()\r\nh()", `code "f()\\r\\n"`, `line-magic "%memit g()\\r\\n" memit code="g()"`, `code "h()"`],
  ["f()\u2028%memit g()\u2028h()", `code "f()\u2028"`, `line-magic "%memit g()\u2028" memit code="g()"`, `code "h()"`],
  [
    "// first\n\n%memit f()\n\n/* then */\n%memit g()\n",
    `blank "// first\\n\\n"`,
    `line-magic "%memit f()\\n" memit code="f()"`,
    `blank "\\n/* then */\\n"`,
    `line-magic "%memit g()\\n" memit code="g()"`,
  ],
  ["if (x) y\n%memit f()", `code "if (x) y\\n"`, `line-magic "%memit f()" memit code="f()"`],
  ["foo()\n  %memit f()", `code "foo()\\n"`, `line-magic "  %memit f()" memit code="f()"`],
  ["let x\n%time x = 3", `code "let x\\n"`, `line-magic "%time x = 3" time code="x = 3"`],
  // A registered name at the very beginning of a line is a magic, whatever stands before it; an indented one may be a modulo.
  ["a\n%time * b", `code "a\\n"`, `line-magic "%time * b" time code="* b"`],
  ["a\n  %time * b", `code "a\\n  %time * b"`],
  ["a\n% b", `code "a\\n% b"`],
  ["a\n%b", `code "a\\n%b"`],
  [
    "%memit f(\n  1,\n  `a\n${b}\n`\n)\nfoo()",
    `line-magic "%memit f(\\n  1,\\n  \`a\\n\${b}\\n\`\\n)\\n" memit code="f(\\n  1,\\n  \`a\\n\${b}\\n\`\\n)"`,
    `code "foo()"`,
  ],
  ["%memit f() /* a\nb */\nfoo()", `line-magic "%memit f() /* a\\nb */\\n" memit code="f() /* a\\nb */"`, `code "foo()"`],
  ["%memit f()\n/re/.test(s)", `line-magic "%memit f()\\n" memit code="f()"`, `code "/re/.test(s)"`],
  [
    "%memit a /b/ c\n%memit /b`/.test(c)",
    `line-magic "%memit a /b/ c\\n" memit code="a /b/ c"`,
    `line-magic "%memit /b\`/.test(c)" memit code="/b\`/.test(c)"`,
  ],
  ["const r = %memit -o f(n)", `line-magic "const r = %memit -o f(n)" memit assignment="const r = " code="f(n)"`],
  [
    "let {peakBytes} = %memit -o f()\nr = %timeit -o g();",
    `line-magic "let {peakBytes} = %memit -o f()\\n" memit assignment="let {peakBytes} = " code="f()"`,
    `line-magic "r = %timeit -o g();" timeit assignment="r = " code="g();"`,
  ],
  ["f(); r.x =\n  %heap -o", `code "f(); "`, `line-magic "r.x =\\n  %heap -o" heap assignment="r.x =\\n  "`],
  ["const rows = %time load()", `line-magic "const rows = %time load()" time assignment="const rows = " code="load()"`],
  ["%heap", `line-magic "%heap" heap`],
  ["%heap // of the notebook\nf()", `line-magic "%heap // of the notebook\\n" heap`, `code "f()"`],
  ["%lsmagic", `line-magic "%lsmagic" lsmagic`],
  ["%memit -- -x", `line-magic "%memit -- -x" memit code="-x"`],
  ["%memit -(x)", `line-magic "%memit -(x)" memit code="-(x)"`],
  [
    "%%memit -r 3 const n = 3\nf(n)\ng(n)\n",
    `cell-magic "%%memit -r 3 const n = 3\\nf(n)\\ng(n)\\n" memit setup="const n = 3" code="f(n)\\ng(n)"`,
  ],
  ["\n// note\n%%timeit\n\nf()", `blank "\\n// note\\n"`, `cell-magic "%%timeit\\n\\nf()" timeit code="f()"`],
  ["%%memit const a = [\n1,\n]\nf(a)", `cell-magic "%%memit const a = [\\n1,\\n]\\nf(a)" memit setup="const a = [\\n1,\\n]" code="f(a)"`],
  [
    "%%memit\nconst t = `\n%memit f()\n`\na\n% b",
    `cell-magic "%%memit\\nconst t = \`\\n%memit f()\\n\`\\na\\n% b" memit code="const t = \`\\n%memit f()\\n\`\\na\\n% b"`,
  ],
  ["%memit?", `help "%memit?" memit name=%memit`],
  ["?%memit \n??%heap", `help "?%memit \\n" memit name=%memit`, `help "??%heap" heap name=%heap`],
  ["%%timeit??\nf()", `help "%%timeit??\\n" timeit name=%%timeit`, `code "f()"`],
  ["a ? %b : c", `code "a ? %b : c"`],
  // Broken code is TypeScript's to report.
  ["a b\n%memit f()", `code "a b\\n"`, `line-magic "%memit f()" memit code="f()"`],
  ["`\n%memit f()", 'code "`\\n%memit f()"'],
];

for (const [cell, ...expected] of CELLS) {
  test(`parses ${JSON.stringify(cell)}`, () => {
    assert.deepEqual(
      segmentsOf(cell).map((segment) => brief(cell, segment)),
      expected,
    );
  });
}

/** The mistake is what stands between the guillemets. */
const MISTAKES: readonly (readonly [cell: string, message: string])[] = [
  ["«%mmit» f()", "There is no magic %mmit. The nearest is %memit; %lsmagic lists them all."],
  ["a\n«%mmit» f()", "There is no magic %mmit. The nearest is %memit; %lsmagic lists them all."],
  ["f();\r\n\t«%tiemit» g()", "There is no magic %tiemit. The nearest is %timeit; %lsmagic lists them all."],
  ["'\u{1f600}';\n«%%memitt» f()", "There is no magic %%memitt. The nearest is %%memit; %lsmagic lists them all."],
  ["const r = «%mmit» f()", "There is no magic %mmit. The nearest is %memit; %lsmagic lists them all."],
  ["«%» memit f()", "The name of a magic must follow % directly. The nearest is %memit; %lsmagic lists them all."],
  ["«%memit»(f())", "%memit must be followed by white space."],
  [
    "function f() {\n  «%memit» g()\n}",
    "%memit works at the top level of a cell only, not inside the { of line 1. Call memit(fn, options) there.",
  ],
  [
    "{\n  const r = «%timeit» -o g()\n}",
    "%timeit works at the top level of a cell only, not inside the { of line 1. Call timeit(fn, options) there.",
  ],
  ["f()\ng(«%memit» h())", "%memit works at the top level of a cell only, not inside the ( of line 2. Call memit(fn, options) there."],
  ["if (x) {\n«%time» f()\n}", "%time works at the top level of a cell only, not inside the { of line 1."],
  [
    "%memit f(\n«%memit» g()\n)",
    "%memit works at the top level of a cell only, not inside the ( of line 1. Call memit(fn, options) there.",
  ],
  [
    "for (const n of ns)\n  «%memit» f(n)",
    `%memit works at the beginning of a line or after "name =" only, not within a statement. Call memit(fn, options) there.`,
  ],
  ["f(); «%memit» g()", "%memit must be at the beginning of its line."],
  ["%memit «%timeit» f()", "%timeit must be at the beginning of its line."],
  ["x\n«%%memit»\nf()", "%%memit works on the first line of a cell only. Move it there, or write %memit to measure one line."],
  ["%%memit\n«%timeit» f()", "%%memit measures the whole cell, so there can be no other magic in it. Put %timeit into a cell of its own."],
  ["«%%memit»", "The cell below %%memit is empty."],
  ["«%%memit» f()\n// nothing", "The cell below %%memit is empty. To measure one line, write %memit."],
  ["«%%lsmagic»\nx", "There is no %%lsmagic, only %lsmagic."],
  ["«%memit»", "%memit needs code: %memit f()"],
  ["«%memit» -r 3 // nothing", "%memit needs code: %memit f()"],
  ["%lsmagic «foo()»", "%lsmagic takes no code, and here is foo()"],
  ["const r = «%memit» f()", "To keep the result, write -o: %memit -o"],
  ["const r = «%lsmagic»", "%lsmagic has no result that could be assigned."],
  ["f()\n%memit «-x» f()", "%memit has no option -x. The nearest is -r. Put -- before code that begins with a minus: %memit -- -x"],
  ["%memit «-1»", "%memit has no option -1. The nearest is -r. Put -- before code that begins with a minus: %memit -- -1"],
  ["%memit -q «-R» 3 f()", "%memit has no option -R. The nearest is -r. Put -- before code that begins with a minus: %memit -- -R"],
  [
    "%memit «--repat»=3 f()",
    "%memit has no option --repat. The nearest is --repeat. Put -- before code that begins with a minus: %memit -- --repat",
  ],
  [
    "%memit «-repeat» 3 f()",
    "%memit has no option -repeat. The nearest is --repeat. Put -- before code that begins with a minus: %memit -- -repeat",
  ],
  ["%memit -q«x» f()", "%memit has no option -x. The nearest is -r. Put -- before code that begins with a minus: %memit -- -x"],
  ["%time «-o» f()", "%time has no option -o. The nearest is --no-raise-error. Put -- before code that begins with a minus: %time -- -o"],
  ["%timeit --stat «mode» f()", "--stat of %timeit must be one of mean, median, best."],
  ["%memit -i«0» f()", "-i of %memit must be a number of seconds from 0.001 to 3600."],
  ["%memit -r «0» f()", "-r of %memit must be a whole number from 1 to 1000."],
  ["%memit -r«1.5» f()", "-r of %memit must be a whole number from 1 to 1000."],
  ["%memit --timeout=«1m» f()", "--timeout of %memit must be a number of seconds from 0.001 to 1000000."],
  ["%memit --max-heap «1.5XB» f()", "--max-heap of %memit must be a size such as 512, 200MiB or 1.5GB, at least 1."],
  ["%memit -v «a.b» f()", "-v of %memit must be the name of a variable."],
  ["%memit -v «class» f()", "-v of %memit must be the name of a variable, and class is a reserved word."],
  ["%memit «-r»\nf()", "-r of %memit needs a value: -r N."],
  ["%memit «--repeat=» f()", "--repeat of %memit needs a value: --repeat N."],
  ["%memit «--keep=3» f()", "--keep of %memit takes no value."],
];

for (const [marked, message] of MISTAKES) {
  test(`finds the mistake in ${JSON.stringify(marked)}`, () => {
    const start = marked.indexOf("«");
    const end = marked.indexOf("»") - 1;
    const parsed = parse(marked.replace(/[«»]/g, ""));
    assert.deepEqual("error" in parsed && parsed.error, { message, start, end });
  });
}

test("a mistake leaves the segments before it", () => {
  const text = "f()\n%memit g()\n%mmit h()";
  assert.deepEqual(
    parse(text).segments.map((segment) => brief(text, segment)),
    [`code "f()\\n"`, `line-magic "%memit g()\\n" memit code="g()"`],
  );
});

test("JSX text in a cell of JavaScript is no magic", () => {
  const cell = "const page = <p>\n%memit it's\n</p>\n%memit f(page)";
  const parsed = parseCell(cell, registry, { language: "javascript" });
  assert.deepEqual(
    parsed.segments.map((segment) => brief(cell, segment)),
    [`code "const page = <p>\\n%memit it's\\n</p>\\n"`, `line-magic "%memit f(page)" memit code="f(page)"`],
  );
});

test("brackets deeper than the parser can take are left to the kernel's own conversion", () => {
  const cell = `${"(".repeat(100_000)}\n%memit f()`;
  assert.deepEqual(parse(cell), { segments: [{ kind: "code", span: { start: 0, end: cell.length } }] });
});

test("await at the top level is an operator, as in the converter: what follows it is no division", () => {
  const cell = "await /[`]/.exec(s)\n%memit f()";
  assert.deepEqual(
    segmentsOf(cell).map((segment) => brief(cell, segment)),
    [`code "await /[\`]/.exec(s)\\n"`, `line-magic "%memit f()" memit code="f()"`],
  );
});
