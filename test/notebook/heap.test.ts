import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { GraphAnswer } from "../../src/model/heap-graph";
import type { HeapResult } from "../../src/model/result";
import { type CellRun, NotebookSession } from "../support/notebook-session";

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

/** The number of a cell that has run. */
function numberOf({ log }: CellRun): number {
  return Number(log.find(({ header }) => header.msg_type === "execute_input")?.content["execution_count"]);
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

describe("%heap of the notebook", () => {
  test("says what is alive, and nothing of the memory and the time of counting it", async () => {
    for (const code of ["%heap", "%heap -q", "%heap --retained"]) {
      const { text, notes, runs, partition, graph, ...result } = await heap(code);
      assert.match(text, /^alive: \d+\.\d\d [KM]iB, objects: \d,\d{3}\n/);
      assert.ok((partition?.objectCount ?? graph!.counted.objectCount) > 5000);
      assert.deepEqual(
        [result.peakBytes, result.incrementBytes, result.baselineBytes, result.wallNs],
        [undefined, undefined, undefined, undefined],
      );
      assert.deepEqual([runs, notes], [[{}], []]);
    }
  });

  test("-q calls objects objects, as it looked for no classes", async () => {
    const { partition } = await heap("%heap -q");
    const kinds = partition!.rows.map(({ kind }) => kind);
    assert.ok(kinds.includes("object"), kinds.join());
    assert.deepEqual(
      kinds.filter((kind) => kind.includes("other realm")),
      [],
    );
  });
});

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

  test("a value that a cell has shown is held by its variable as before", async () => {
    await notebook.must("alone");
    assert.ok(answer(await heap("%heap alone"), "variables").rows[0]!.retainedBytes >= 800_000);
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
    assert.deepEqual(group?.path.root, { kind: "variable", name: "rows", cell: 1 });
    const { graph } = answer(result, "referrers");
    assert.ok(graph.nodes.some(({ kind }) => kind === "the notebook"));
    assert.ok(graph.hidden[0]! > 4990);
    assert.match(result.text, /`rows` \(cell 1\) → Array → \[\d+\]: Row/);
  });

  test("one question of several things, and a file with blanks in its name", async () => {
    const result = await heap('%heap --paths rows --paths alone --referrers Row --referrers alone --depth 1 --save "my heap.heapsnapshot"');
    const asked = result.graph!.answers.map((each) => (each.kind === "paths" || each.kind === "referrers" ? each.of : each.kind));
    assert.deepEqual(asked, ["rows", "alone", "Row", "alone"]);
    assert.equal(result.graph?.savedTo, path.join(realpathSync(notebook.folder), "my heap.heapsnapshot"));
  });

  test("a path names the cell that declared the variable last, the measured cell too, with both engines", async () => {
    await notebook.must("const listeners = [];");
    const declared = numberOf(await notebook.must("const listeners = new Map(); class Subscriber {}"));
    await notebook.must("listeners.set('first', ((listener) => () => listener)(new Subscriber()));");
    const { text } = await heap("%heap --paths Subscriber");
    assert.ok(text.includes(`\`listeners\` (cell ${declared}) → Map → closure → captured \`listener\`: Subscriber`), text);
    for (const option of ["", "--fresh"]) {
      const run = await notebook.must(`%%heap ${option} --paths Subscriber\nconst kept = [new Subscriber()]; listeners.size;`);
      const roots = answer(run.results[0] as HeapResult, "paths").groups.map(({ path: { root } }) => root);
      const expected = [
        { kind: "variable", name: "kept", cell: numberOf(run) },
        { kind: "variable", name: "listeners", cell: declared },
      ];
      assert.deepEqual(
        roots.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        expected,
        option,
      );
    }
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

  test("duplicates are told by their numbers, too, and that changes nothing else that is counted", async () => {
    await notebook.must(`class Point { constructor(public x: number, public y: number) {} }
      const points = Array.from({ length: 1000 }, (_, i) => new Point(i % 10, (i % 20) + 0.5));`);
    const plain = await heap("%heap --fan-out");
    const result = await heap("%heap --duplicates --fan-out --limit 100");
    const rows = answer(result, "duplicates").objects.rows.filter(({ kind }) => kind === "Point");
    assert.equal(rows.length, 20);
    assert.ok(rows.every(({ count }) => count === 50) && rows.some(({ sample }) => sample === "{ x: 3, y: 13.5 }"), JSON.stringify(rows));
    assert.equal(result.graph!.counted.objectCount, plain.graph!.counted.objectCount);
    assert.equal(result.graph!.counted.bytes, plain.graph!.counted.bytes);
    const whys = answer(plain, "fan-out").findings.map(({ why }) => why);
    assert.deepEqual(
      answer(result, "fan-out")
        .findings.slice(0, whys.length)
        .map(({ why }) => why),
      whys,
    );
  });

  test("growth: what became more with each run of a cell, and who holds it, with both engines; what it prints is shown once", async () => {
    const declared = numberOf(await notebook.must("class Leaked {} const leak = new Map<string, Leaked>(); let next = 0;"));
    const cell =
      "for (let i = 0; i < 100; i++) leak.set(`key ${next++}`, new Leaked()); console.log('ran');\nconst rows2 = rows.map((row) => ({ row }));";
    for (const option of ["", "--fresh"]) {
      const run = await notebook.must(`%%heap ${option} --growth 2\n${cell}`);
      const { kinds, objects } = answer(run.results[0] as HeapResult, "growth");
      assert.deepEqual(
        kinds.find(({ kind }) => kind === "Leaked"),
        { kind: "Leaked", counts: [100, 200, 300] },
      );
      assert.ok(kinds.every(({ kind }) => kind !== "Row"));
      const [most] = objects;
      assert.deepEqual([most?.object.kind, most?.entries], ["Map", [200, 400, 600]], option);
      assert.deepEqual(most?.path?.root, { kind: "variable", name: "leak", cell: declared });
      assert.equal(run.stdout, "ran\n");
    }
  });

  test("growth: a cell that leaves nothing behind grows nothing, also one whose value is a promise that never settles", async () => {
    const { kinds, objects } = answer(await heap("%%heap --growth 3\nnew Array(1000).fill(0).map((_, i) => ({ i }));"), "growth");
    assert.deepEqual(objects, []);
    assert.ok(
      kinds.every(({ counts }) => counts.at(-1)! - counts[0]! < 100),
      JSON.stringify(kinds),
    );
    assert.equal(answer(await heap("%%heap --growth 2\nnew Promise(() => {});"), "growth").runs, 2);
  });

  test("growth: a later run that fails fails the cell, and without a cell there is none", async () => {
    await notebook.must("let rounds = 0;");
    const { error, results } = await notebook.run("%%heap --growth 2\nif (rounds++ > 1) throw new Error('worn out');");
    assert.equal(error?.evalue, "worn out");
    assert.deepEqual((results[0] as HeapResult).notes.filter(({ reason }) => reason === "failed-later").length, 1);
    assert.match((await notebook.run("%heap --growth 3")).error?.evalue ?? "", /--growth runs a cell again and again, and here is none/);
    assert.match(
      (await notebook.run("%heap --growth 3 --vars rows.length")).error?.evalue ?? "",
      /ask the rest of one run, in another line/,
    );
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
