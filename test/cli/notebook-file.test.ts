import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatNotebook, parseNotebook, type ExecutedCell, type Output } from "../../src/cli/notebook-file";
import { UsageError } from "../../src/cli/usage-error";

const kernelspec = { display_name: "TypeScript", language: "typescript", name: "tslab-magics" };

function notebookText(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [], ...fields });
}

function code(source: unknown, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { cell_type: "code", id: "a", metadata: {}, source, outputs: [], execution_count: null, ...more };
}

test("sources may be one string or a list of lines", () => {
  const { cells } = parseNotebook(notebookText({ cells: [code("a\nb"), code(["a\n", "b"]), code([])] }), "n.ipynb");
  assert.deepEqual(
    cells.map(({ source }) => source),
    ["a\nb", "a\nb", ""],
  );
});

test("cells say whether they are code, and their tags", () => {
  const markdown = { cell_type: "markdown", metadata: {}, source: "# Title" };
  const { cells } = parseNotebook(
    notebookText({ cells: [markdown, code("1", { metadata: { tags: ["raises-exception", 3] } })] }),
    "n.ipynb",
  );
  assert.deepEqual(
    cells.map(({ isCode, tags }) => ({ isCode, tags })),
    [
      { isCode: false, tags: [] },
      { isCode: true, tags: ["raises-exception"] },
    ],
  );
});

test("the language comes from the kernelspec, else from language_info, else it is not known", () => {
  const languageOf = (metadata: unknown) => parseNotebook(notebookText({ metadata }), "n.ipynb").language;
  assert.equal(languageOf({ kernelspec: { language: "JavaScript" }, language_info: { name: "python" } }), "javascript");
  assert.equal(languageOf({ kernelspec: { name: "x" }, language_info: { name: "typescript" } }), "typescript");
  assert.equal(languageOf({}), undefined);
});

const unreadable: readonly (readonly [string, string, RegExp])[] = [
  ["no JSON", "{", /^n\.ipynb is not a notebook that can be run: it is not a JSON object\.$/],
  ["empty", "", /not a JSON object/],
  ["a list", "[]", /not a JSON object/],
  ["nbformat 3", JSON.stringify({ nbformat: 3, worksheets: [] }), /its nbformat is 3, not 4/],
  ["no nbformat", "{}", /its nbformat is undefined, not 4/],
  ["no cells", JSON.stringify({ nbformat: 4 }), /no list of cells/],
  ["a cell without a source", notebookText({ cells: [code("1"), { cell_type: "code" }] }), /its cell 2 has no cell_type or no source/],
  ["a cell without a type", notebookText({ cells: [{ source: "1" }] }), /its cell 1 /],
];

for (const [name, text, message] of unreadable) {
  test(`unreadable: ${name}`, () => {
    assert.throws(
      () => parseNotebook(text, "n.ipynb"),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  });
}

test("a byte order mark does not matter", () => {
  assert.deepEqual(parseNotebook(`\uFEFF${notebookText({})}`, "n.ipynb").cells, []);
});

test("an executed notebook has its outputs, texts as lines, keys sorted, and whatever else the file had", () => {
  const notebook = parseNotebook(
    notebookText({
      metadata: { mine: { b: 1, a: [{ d: 1, c: 2 }] } },
      cells: [code("1\n2"), { cell_type: "markdown", id: "m", metadata: {}, source: "hi", attachments: {} }],
    }),
    "n.ipynb",
  );
  const outputs: readonly Output[] = [
    { output_type: "stream", name: "stdout", text: "one\ntwo" },
    {
      output_type: "execute_result",
      execution_count: 7,
      data: { "text/plain": "x\ny\n", "application/json": { b: "1\n2", a: 1 }, "image/png": "aGk=\n" },
      metadata: {},
    },
    { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
  ];
  const text = formatNotebook(notebook, new Map([[0, { executionCount: 7, outputs }]]), kernelspec);
  assert.deepEqual(JSON.parse(text), {
    cells: [
      {
        cell_type: "code",
        execution_count: 7,
        id: "a",
        metadata: {},
        outputs: [
          { name: "stdout", output_type: "stream", text: ["one\n", "two"] },
          {
            data: { "application/json": { a: 1, b: "1\n2" }, "image/png": "aGk=\n", "text/plain": ["x\n", "y\n"] },
            execution_count: 7,
            metadata: {},
            output_type: "execute_result",
          },
          { ename: "E", evalue: "v", output_type: "error", traceback: ["t"] },
        ],
        source: ["1\n", "2"],
      },
      { attachments: {}, cell_type: "markdown", id: "m", metadata: {}, source: ["hi"] },
    ],
    metadata: { kernelspec, mine: { a: [{ c: 2, d: 1 }], b: 1 } },
    nbformat: 4,
    nbformat_minor: 5,
  });
  assert.ok(text.startsWith('{\n "cells": [\n  {\n   "cell_type"'));
  assert.ok(text.endsWith("}\n"));
  assert.ok(text.indexOf('"a": [') < text.indexOf('"b": 1'));
});

test("cells that were not run lose their old outputs", () => {
  const old = code("1", { execution_count: 3, outputs: [{ output_type: "stream", name: "stdout", text: "old" }] });
  const { cells } = JSON.parse(formatNotebook(parseNotebook(notebookText({ cells: [old] }), "n.ipynb"), new Map(), kernelspec)) as {
    cells: unknown[];
  };
  assert.deepEqual(cells, [code(["1"])]);
});

test("the file's own kernelspec stays", () => {
  const notebook = parseNotebook(notebookText({ metadata: { kernelspec: { name: "tslab" } } }), "n.ipynb");
  assert.deepEqual((JSON.parse(formatNotebook(notebook, new Map(), kernelspec)) as { metadata: unknown }).metadata, {
    kernelspec: { name: "tslab" },
  });
});

test("an older notebook becomes 4.5, with an id on each cell that no other has, the same each time", () => {
  const cell = (id?: string) => ({ cell_type: "code", source: "", ...(id === undefined ? {} : { id }) });
  const notebook = parseNotebook(notebookText({ nbformat_minor: 2, cells: [cell(), cell("cell-1"), cell()] }), "n.ipynb");
  const text = formatNotebook(notebook, new Map(), kernelspec);
  const { nbformat_minor, cells } = JSON.parse(text) as { nbformat_minor: number; cells: { id: string; metadata: unknown }[] };
  assert.equal(nbformat_minor, 5);
  assert.deepEqual(
    cells.map(({ id }) => id),
    ["cell-1-new", "cell-1", "cell-3"],
  );
  assert.deepEqual(cells[0]!.metadata, {});
  assert.equal(formatNotebook(notebook, new Map(), kernelspec), text);
});

test("what is written reads back the same", () => {
  const plain = { noNullPrototype: true };
  const anyStream = fc.record(
    { output_type: fc.constant("stream" as const), name: fc.constantFrom("stdout", "stderr"), text: fc.string({ unit: "grapheme" }) },
    plain,
  );
  const anyData = fc.record({ "text/plain": fc.string() }, plain);
  const anyDisplay = fc.record({ output_type: fc.constant("display_data" as const), data: anyData, metadata: fc.constant({}) }, plain);
  const anyOutput: fc.Arbitrary<Output> = fc.oneof(anyStream, anyDisplay);
  const anyExecuted: fc.Arbitrary<ExecutedCell> = fc.record({ executionCount: fc.option(fc.nat()), outputs: fc.array(anyOutput) });
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), anyExecuted, (source, executed) => {
      const written = formatNotebook(
        parseNotebook(notebookText({ cells: [code(source)] }), "n.ipynb"),
        new Map([[0, executed]]),
        kernelspec,
      );
      const [cell] = parseNotebook(written, "n.ipynb").cells;
      assert.equal(cell?.source, source);
      assert.equal(cell.fields["execution_count"], executed.executionCount);
      assert.deepEqual((cell.fields["outputs"] as readonly unknown[]).map(joined), executed.outputs);
    }),
  );
});

function joined(output: unknown): unknown {
  const join = (text: unknown) => (Array.isArray(text) ? text.join("") : text);
  const { data, text, ...rest } = output as { data?: Readonly<Record<string, unknown>>; text?: unknown };
  if (data !== undefined) return { ...rest, data: { "text/plain": join(data["text/plain"]) } };
  return { ...rest, text: join(text) };
}
