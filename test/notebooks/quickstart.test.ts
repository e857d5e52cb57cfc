import assert from "node:assert/strict";
import { copyFileSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import type { AnyResult, HeapResult } from "../../src/model/result";
import { FrontEnds, writeNotebook } from "./front-ends";

const QUICKSTART = resolve(__dirname, "../../../notebooks/quickstart.ipynb");
const { TEST_PYTHON = "" } = process.env;

/** Each measured cell by its id, with what it measures. */
const MEASURED = {
  "julia-memit": "memit",
  "julia-timeit": "timeit",
  "csv-whole": "memit",
  "csv-chunks-4m": "memit",
  "csv-chunks-256k": "memit",
  "csv-chunks-16k": "memit",
  "oom-cell": "memit",
  "oom-after": "memit",
  "timeit-split": "timeit",
  "timeit-papa": "timeit",
  "heap-cell": "heap",
  "heap-notebook": "heap",
} as const;

type MeasuredId = keyof typeof MEASURED;

describe("notebooks/quickstart.ipynb", { skip: TEST_PYTHON === "" && "`npm test` names a Python with Jupyter in TEST_PYTHON" }, () => {
  let frontEnds: FrontEnds;
  let oddFolder: string;

  before(() => {
    frontEnds = new FrontEnds(TEST_PYTHON);
    oddFolder = frontEnds.folder("größe und 大 zeit");
  });

  after(() => frontEnds?.remove());

  describe("tslab-magics run", () => {
    let cells: readonly SavedCell[];
    let results: Readonly<Record<MeasuredId, AnyResult>>;

    before(async () => {
      const folder = frontEnds.folder("run");
      const [output, json] = [join(folder, "out.ipynb"), join(folder, "results.json")];
      const { code, stdout, stderr } = await frontEnds.run(QUICKSTART, "-o", output, "--json", json);
      assert.equal(code, 0, `${stdout}\n${stderr}`);
      await frontEnds.validate(output);
      ({ cells } = readJson<{ cells: SavedCell[] }>(output));
      const measured = readJson<{ cells: { cellIndex: number; results: AnyResult[] }[] }>(json).cells;
      results = Object.fromEntries(
        measured.flatMap(({ cellIndex, results }) => results.map((result) => [cells[cellIndex]!.id, result])),
      ) as typeof results;
    });

    it("measures each cell that says so", () => {
      const kinds = Object.fromEntries(Object.entries(results).map(([id, { kind }]) => [id, kind]));
      assert.deepEqual(kinds, MEASURED);
    });

    it("knows the sum of the Julia set", () => {
      assert.equal(streamOf("julia-memit"), "1000000 points, sum 33219980\n");
    });

    it("shows how little chunks need, for the same answer", () => {
      const answers = (["csv-whole", "csv-chunks-4m", "csv-chunks-256k", "csv-chunks-16k", "oom-after"] as const).map(streamOf);
      assert.deepEqual(new Set(answers), new Set(["1090908 flights; most delayed: DFW 505921 minutes\n"]));
      const whole = incrementOf("csv-whole");
      assert.ok(whole > incrementOf("csv-chunks-4m"));
      assert.ok(incrementOf("csv-chunks-4m") > incrementOf("csv-chunks-256k"));
      for (const id of ["csv-chunks-256k", "csv-chunks-16k", "oom-after"] as const) assert.ok(whole > 2 * incrementOf(id), id);
    });

    it("goes on after a cell that runs out of memory", () => {
      assert.deepEqual(results["oom-cell"].outcome, { kind: "out-of-memory", what: "heap", limitBytes: 100 * 2 ** 20 });
      const others = Object.entries(results).filter(([id]) => id !== "oom-cell");
      assert.deepEqual(new Set(others.map(([, { outcome }]) => outcome.kind)), new Set(["completed"]));
    });

    it("finds a parser slower than a split", () => {
      assert.match(streamOf("timeit-value"), /^Papa takes (?:[2-9]|\d{2,}) times as long\.\n$/);
    });

    it("finds the file's text alive behind its substrings, and gone with their copies", () => {
      const fileBytes = Number.parseFloat(streamOf("csv-make")) * 2 ** 20;
      assert.ok(stringBytes("heap-cell") > fileBytes);
      assert.ok(stringBytes("heap-notebook") < fileBytes / 2);
    });

    it("leaves no file behind", () => {
      assert.deepEqual(readdirSync(frontEnds.temporary), []);
    });

    const incrementOf = (id: MeasuredId): number => (results[id] as HeapResult).incrementBytes!;

    function stringBytes(id: "heap-cell" | "heap-notebook"): number {
      return (results[id] as HeapResult).partition!.rows.find(({ kind }) => kind === "string")!.bytes;
    }

    function streamOf(id: string): string {
      const { outputs = [] } = cells.find((cell) => cell.id === id)!;
      return outputs.flatMap(({ output_type, text = [] }) => (output_type === "stream" ? text : [])).join("");
    }
  });

  it("becomes a page by nbconvert, which runs it by nbclient, in an empty folder with an odd name", async () => {
    const notebook = join(oddFolder, "Größe.ipynb");
    copyFileSync(QUICKSTART, notebook);
    const { code, stderr } = await frontEnds.python("-m", "nbconvert", "--execute", "--to", "html", notebook);
    assert.equal(code, 0, stderr);
    const page = parse(readFileSync(join(oddFolder, "Größe.html"), "utf8"));
    const figures = [...elementsIn(page)].filter((element) => attribute(element, "role") === "figure");
    assert.equal(figures.length, Object.keys(MEASURED).length);
    const inside = figures.flatMap((figure) => [...elementsIn(figure)]);
    const names = new Set(inside.map(({ tagName }) => tagName));
    assert.ok(names.has("svg") && names.has("table"));
    assert.ok(!names.has("script"));
    assert.deepEqual(
      inside.flatMap(({ attrs }) => attrs.map(({ name }) => name)).filter((name) => name.startsWith("on")),
      [],
    );
  });

  describe("a notebook in an empty folder with an odd name", () => {
    const sources = [
      'import * as Papa from "papaparse";\nconst rows: string[][] = Papa.parse<string[]>("größe,大\\n1,2").data;',
      '%%memit\nconsole.log(rows.length, require("path").basename(process.cwd()));',
    ];

    it("finds the packages beside the kernel when tslab-magics runs it", async () => {
      const notebook = join(oddFolder, "run.ipynb");
      writeNotebook(notebook, ...sources);
      await assertRuns(notebook, await frontEnds.run(notebook, "-o", notebook));
    });

    it("finds them when nbclient runs it", async () => {
      const notebook = join(oddFolder, "nbclient.ipynb");
      writeNotebook(notebook, ...sources);
      await assertRuns(notebook, await frontEnds.python("-c", "from nbclient.cli import main; main()", "--inplace", notebook));
    });

    async function assertRuns(notebook: string, { code, stdout, stderr }: Awaited<ReturnType<FrontEnds["run"]>>): Promise<void> {
      assert.equal(code, 0, `${stdout}\n${stderr}`);
      await frontEnds.validate(notebook);
      const { outputs = [] } = readJson<{ cells: SavedCell[] }>(notebook).cells[1]!;
      const streams = outputs.filter(({ output_type }) => output_type === "stream");
      assert.equal(streams.flatMap(({ text = [] }) => text).join(""), "2 größe und 大 zeit\n");
      const [display] = outputs.filter(({ output_type }) => output_type === "display_data");
      assert.match([display?.data?.["text/plain"]].flat().join(""), /^peak memory: /);
    }
  });
});

/** As nbformat has it: texts are lists of lines or single strings. */
interface SavedCell {
  readonly id: string;
  readonly outputs?: readonly {
    readonly output_type: string;
    readonly text?: string | readonly string[];
    readonly data?: Readonly<Record<string, string | readonly string[]>>;
  }[];
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

type Element = DefaultTreeAdapterTypes.Element;

function* elementsIn(node: DefaultTreeAdapterTypes.Node): Generator<Element> {
  for (const child of "childNodes" in node ? node.childNodes : []) {
    if ("tagName" in child) yield child;
    yield* elementsIn(child);
  }
}

function attribute({ attrs }: Element, name: string): string | undefined {
  return attrs.find((one) => one.name === name)?.value;
}
