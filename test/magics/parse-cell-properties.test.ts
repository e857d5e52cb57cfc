import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { completeMagic } from "../../src/magics/completion";
import { inspectMagic } from "../../src/magics/inspection";
import { registry } from "../../src/magics/registry";
import { parseCell } from "../../src/magics/parse-cell";
import { scan, type Language } from "../../src/magics/scan";
import { innocent, lineBreak, magicLine, parse, segmentsOf, textAt } from "./cells";

/** Text made of what the grammar is about, so that chance meets its rules; and plain noise. */
const anyText = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        ..."% %% %memit %%timeit %heap %time %lsmagic ? ?? = const r x f() ( ) { } [ ] ` ${ ' \" / // /* */ ; , -r -o -- --repeat 3 -v \\ < > => \u{1f600} \ud83d #! await if for".split(
          " ",
        ),
        " ",
        "\n",
        "\r\n",
        "\t",
        "\u2028",
        "\0",
        "\ufeff",
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join("")),
  fc.string({ unit: "binary" }),
);

test("the parser throws on no text, its segments lie in order without gaps, and its mistakes lie in the text", () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom<Language>("typescript", "javascript"), (text, language) => {
      const parsed = parseCell(text, registry, { language });
      let at = 0;
      for (const { span } of parsed.segments) {
        assert.equal(span.start, at);
        at = span.end;
      }
      if (!("error" in parsed)) {
        assert.equal(at, text.length);
        return;
      }
      const { start, end, message } = parsed.error;
      assert.ok(at <= start && start < end && end <= text.length, JSON.stringify({ text, start, end }));
      assert.match(message, /^(%|-|The |There |To )/);
    }),
    { numRuns: 3000 },
  );
});

test("no part of a magic lies outside of its segment, nor overlaps another part", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const segment of parse(text).segments) {
        if (segment.kind !== "line-magic" && segment.kind !== "cell-magic") continue;
        const first = segment.kind === "line-magic" ? segment.assignment : undefined;
        const setup = segment.kind === "cell-magic" ? segment.setup : undefined;
        const options = segment.written.flatMap(({ span, value }) => (value && value.start >= span.end ? [span, value] : [span]));
        // A cluster such as -oq is one token for several options.
        const tokens = options.filter(({ start }, index) => options[index - 1]?.start !== start);
        const parts = [first, segment.name, ...tokens, setup, segment.code].filter((part) => part !== undefined);
        let at = segment.span.start;
        for (const { start, end } of parts) {
          assert.ok(at <= start && start <= end && end <= segment.span.end, JSON.stringify({ text, parts }));
          at = end;
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test("no template, comment, string, regular expression or modulo is taken for a magic", () => {
  fc.assert(
    fc.property(fc.array(innocent, { minLength: 1, maxLength: 5 }), lineBreak, (statements, eol) => {
      const text = statements.join("\n").replaceAll("\n", eol);
      assert.deepEqual(scan(text, 0, "typescript").problems, [], `the generator must make valid TypeScript: ${text}`);
      assert.deepEqual(parse(text), { segments: [{ kind: "code", span: { start: 0, end: text.length } }] });
    }),
    { numRuns: 500 },
  );
});

test("magics among such code are found, each with its exact code", () => {
  const piece = fc.oneof(
    innocent.map((code) => ({ code, magic: undefined })),
    magicLine.map((magic) => ({ code: magic.line, magic })),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), lineBreak, (pieces, eol) => {
      const text = pieces
        .map(({ code }) => code)
        .join("\n")
        .replaceAll("\n", eol);
      const found = segmentsOf(text)
        .filter((segment) => segment.kind === "line-magic")
        .map(({ span, code }) => ({ line: textAt(text, span)!.trimEnd(), code: textAt(text, code) ?? "" }));
      const expected = pieces.flatMap(({ magic }) =>
        magic ? [{ line: magic.line.replaceAll("\n", eol), code: magic.code.replaceAll("\n", eol) }] : [],
      );
      assert.deepEqual(found, expected);
    }),
    { numRuns: 500 },
  );
});

test("a mistake after such code is found at its exact place", () => {
  const mistakes = [
    "«%mmit» f()",
    "«%%memit»\nf()",
    "%memit «-x» f()",
    "{\n  «%heap» f()\n}",
    "%memit -r «x» f()",
    "f(); «%memit» g()",
    "q = «%timeit» f()",
  ];
  fc.assert(
    fc.property(fc.array(innocent, { minLength: 1, maxLength: 4 }), fc.constantFrom(...mistakes), lineBreak, (statements, mistake, eol) => {
      const marked = `${statements.join("\n")}\n;\n${mistake}`.replaceAll("\n", eol);
      const parsed = parse(marked.replace(/[«»]/g, ""));
      assert.ok("error" in parsed, marked);
      assert.deepEqual({ start: parsed.error.start, end: parsed.error.end }, { start: marked.indexOf("«"), end: marked.indexOf("»") - 1 });
    }),
    { numRuns: 500 },
  );
});

test("completion and inspection throw at no place of no text, and hand over code of the same length", () => {
  fc.assert(
    fc.property(anyText, fc.nat(), (text, place) => {
      const offset = place % (text.length + 1);
      const completion = completeMagic(text, offset, registry);
      if (completion.kind === "code") assert.equal(completion.text.length, text.length);
      else assert.ok(completion.start <= offset && offset <= completion.end && completion.end <= text.length);
      const inspection = inspectMagic(text, offset, registry);
      if (inspection.kind === "code") assert.equal(inspection.text.length, text.length);
    }),
    { numRuns: 1500 },
  );
});
