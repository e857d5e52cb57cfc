import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { GraphAnswer } from "../../src/model/heap-graph";
import type { HeapResult } from "../../src/model/result";
import { NotebookSession } from "../support/notebook-session";

let notebook: NotebookSession;

before(async () => {
  notebook = await NotebookSession.start();
  await notebook.must(`class Row { constructor(public id: number, public tags: string[]) {} }
    const shared = ["a", "b"];
    const rows = Array.from({ length: 5000 }, (_, i) => new Row(i, shared));
    const index = new Map(rows.map((row) => [row.id, row]));
    const alone = new Float64Array(100_000);
    const n = 7;`);
});
after(() => notebook.end());

async function heap(code: string): Promise<HeapResult & { readonly text: string }> {
  const { results, displays } = await notebook.must(code);
  return { ...(results[0] as HeapResult), text: displays.join("\n") };
}

type AnswerOf<Kind> = GraphAnswer extends infer Answer
  ? Answer extends { readonly kind: infer Kinds }
    ? Kind extends Kinds
      ? Answer
      : never
    : never
  : never;

function answer<Kind extends GraphAnswer["kind"]>({ graph }: HeapResult, kind: Kind): AnswerOf<Kind> {
  const found = graph?.answers.find((one) => one.kind === kind);
  assert.ok(found, `there is no answer of kind ${kind}`);
  return found as AnswerOf<Kind>;
}

describe("%heap of variables", () => {
  test("tells what each holds alone, and what it shares with whom", async () => {
    const { rows } = answer(await heap("%heap rows index alone n"), "variables");
    const [first, second, array, number] = rows;
    assert.deepEqual([first?.kind, second?.kind, array?.kind, number?.kind], ["Array", "Map", "Float64Array", "number"]);
    // Both reach the 5,000 objects of 40 bytes each, and neither frees them alone.
    assert.ok(first!.retainedBytes < 100_000 && first!.sharedBytes > 5000 * 32, JSON.stringify(first));
    assert.ok(first!.sharedWith.includes("index") && second!.sharedWith.includes("rows"));
    assert.ok(array!.retainedBytes >= 800_000 && array!.retainedBytes < 802_000 && array!.sharedBytes === 0);
    assert.deepEqual([number!.retainedBytes, number!.sharedBytes], [0, 0]);
  });

  test("--vars has all of them, the largest first", async () => {
    const { rows } = answer(await heap("%heap --vars --limit 100"), "variables");
    assert.deepEqual(rows.map(({ name }) => name).sort(), ["Row", "alone", "index", "n", "rows", "shared"].sort());
    assert.equal(rows[0]?.name, "alone");
  });

  test("a name that is none is refused", async () => {
    const { error } = await notebook.run("%heap rows nope");
    assert.match(error?.evalue ?? "", /There is no variable nope/);
  });
});

describe("%heap of the graph", () => {
  test("of the notebook: retained by kind, the largest dominators, why a class is alive, what holds a value", async () => {
    const result = await heap("%heap --retained --dominators --paths Row --referrers shared --depth 1 --limit 3");
    assert.ok(result.graph!.counted.objectCount > 5000 && result.graph!.counted.objectCount < 5500);
    assert.equal(answer(result, "dominators").rows[0]?.kind, "Float64Array");
    const [group] = answer(result, "paths").groups;
    assert.equal(group?.count, 5000);
    assert.deepEqual(group?.path.root, { kind: "variable", name: "rows" });
    const { graph } = answer(result, "referrers");
    assert.ok(graph.nodes.some(({ kind }) => kind === "the notebook"));
    assert.ok(graph.hidden[0]! > 4990);
    assert.match(result.text, /`rows` → Array → \[\d+\]: Row/);
  });

  test("one question of several things, and a file with blanks in its name", async () => {
    const result = await heap('%heap --paths rows --paths alone --referrers Row --referrers alone --depth 1 --save "my heap.heapsnapshot"');
    const asked = result.graph!.answers.map((each) => (each.kind === "paths" || each.kind === "referrers" ? each.of : each.kind));
    assert.deepEqual(asked, ["rows", "alone", "Row", "alone"]);
    assert.equal(result.graph?.savedTo, path.join(realpathSync(notebook.folder), "my heap.heapsnapshot"));
  });

  test("of a cell: only what the cell has made", async () => {
    const result = await heap(
      "%%heap --retained\nclass Cell { data = new Array(100).fill(1) }\nconst cells = Array.from({ length: 1000 }, () => new Cell());",
    );
    const rows = new Map(answer(result, "retained").rows.map((row) => [row.kind, row]));
    assert.equal(rows.get("Cell")?.count, 1000);
    assert.ok(rows.get("Cell")!.retainedBytes > 1000 * 800);
    assert.equal(rows.has("Row"), false);
  });

  test("of a cell in a new process", async () => {
    const result = await heap(
      "%%heap --fresh --retained\nclass Cell { data = new Array(100).fill(1) }\nconst cells = Array.from({ length: 1000 }, () => new Cell());",
    );
    assert.equal(answer(result, "retained").rows.find(({ kind }) => kind === "Cell")?.count, 1000);
  });

  test("the snapshot is saved for its owner only", async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), "tslab-magics-test-"));
    context.after(() => {
      rmSync(folder, { recursive: true });
    });
    const file = path.join(folder, "notebook.heapsnapshot");
    const result = await heap(`%heap --save ${file}`);
    assert.equal(result.graph?.savedTo, file);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  test("one that would take too much memory is not taken, and says what it would", async () => {
    const { graph, notes } = await heap("%heap --retained --max-memory 1MiB");
    assert.equal(graph, undefined);
    assert.match(notes.find(({ reason }) => reason === "no-snapshot")?.text ?? "", /may need \d+ MiB and \d+ s, and it may take 1 MiB/);
  });

  test("where none may be taken, a cell is measured all the same", async () => {
    const { graph, notes, outcome, peakBytes } = await heap("%%heap --retained --max-memory 1MiB\nconst cells = new Array(1000).fill(1);");
    assert.deepEqual([graph, outcome.kind, notes.filter(({ reason }) => reason === "no-snapshot").length], [undefined, "completed", 1]);
    assert.ok(peakBytes! > 0);
  });

  test("what is not there is said", async () => {
    assert.match(answer(await heap("%heap --paths Nope"), "nothing").why, /no Nope/);
  });
});
