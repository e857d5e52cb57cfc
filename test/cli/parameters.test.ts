import assert from "node:assert/strict";
import { test } from "node:test";
import { type Notebook, parseNotebook } from "../../src/cli/notebook-file";
import { parseSetting, withSettings } from "../../src/cli/parameters";
import { UsageError } from "../../src/cli/usage-error";

interface Source {
  readonly source: string;
  readonly tags?: readonly string[];
}

function notebookOf(...cells: readonly (string | Source)[]): Notebook {
  const fields = cells.map((cell) => {
    const { source, tags }: Source = typeof cell === "string" ? { source: cell } : cell;
    return { cell_type: "code", metadata: tags ? { tags } : {}, source };
  });
  return parseNotebook(JSON.stringify({ nbformat: 4, cells: fields }), "n.ipynb");
}

function sourcesWith(notebook: Notebook, ...settings: readonly string[]): readonly string[] {
  return withSettings(notebook, settings.map(parseSetting)).cells.map(({ source }) => source);
}

test("a value is declared behind the cell with the parameters", () => {
  const notebook = notebookOf("f()", { source: "let chunk = 1;", tags: ["parameters"] }, "g(chunk)");
  assert.deepEqual(sourcesWith(notebook, "chunk=1e5", "path='a.csv'"), [
    "f()",
    "let chunk = 1;",
    "let chunk = 1e5;\nlet path = 'a.csv';",
    "g(chunk)",
  ]);
});

test("it is declared first where no cell has that tag, and what was injected before is replaced", () => {
  const once = withSettings(notebookOf("g(chunk)"), [parseSetting("chunk=1")]);
  assert.deepEqual(sourcesWith(once, "chunk=2"), ["let chunk = 2;", "g(chunk)"]);
});

test("a sweep of the variable gets other sizes, and nothing is declared", () => {
  const notebook = notebookOf("%%memit --sweep chunk=1e3..1e6 -r 3\nf(chunk)", "const s = %timeit -o --sweep chunk=1,2 chunk", "chunk = 1");
  assert.deepEqual(sourcesWith(notebook, "chunk=1e2..1e4:5"), [
    "%%memit --sweep chunk=1e2..1e4:5 -r 3\nf(chunk)",
    "const s = %timeit -o --sweep chunk=1e2..1e4:5 chunk",
    "chunk = 1",
  ]);
});

test("what is no setting, and sizes that are none, are refused", () => {
  for (const text of ["chunk", "=1", "1x=2", "chunk="]) assert.throws(() => parseSetting(text), UsageError);
  assert.throws(() => sourcesWith(notebookOf("%memit --sweep n=1,2 f(n)"), "n=9..1"), /a sweep of n must have a range that ascends/);
});

test("without settings the notebook is as it was", () => {
  const notebook = notebookOf("f()");
  assert.equal(withSettings(notebook, []), notebook);
});
