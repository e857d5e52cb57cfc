import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { heap } from "../../src/magics/heap";
import type { MagicCall } from "../../src/magics/magic";
import { defaults, type Options } from "../../src/magics/options";
import { UsageError } from "../../src/magics/usage-error";
import type { Partition } from "../../src/model/result";
import { FakeSession, record } from "./sessions";

const run = { baselineBytes: 100 };

function partition(count: number, bytes: number): Partition {
  return { objectCount: count, totalBytes: bytes, rows: [{ index: 0, count, bytes, cumulativeBytes: bytes, kind: "Row" }], moreRows: 0 };
}

function call(options: Partial<Options<typeof heap.options>>, code = ""): MagicCall<Options<typeof heap.options>> {
  const program = { kind: "function", body: () => 1 } as const;
  return { options: { ...(defaults(heap.options) as Options<typeof heap.options>), ...options }, code, ...(code && { program }) };
}

describe("%heap --mark and --diff", () => {
  test("a table is kept under a name, and a later one is laid beside it", async () => {
    const session = new FakeSession([record(run, { partition: partition(10, 400) }), record(run, { partition: partition(12, 480) })]);
    const kept = await heap.measure(call({ mark: "before" }), session);
    assert.match(heap.render(kept, call({}).options)["text/plain"], /^mark before: 10 objects, 400 B; compare with --diff before$/m);
    const { diff } = await heap.measure(call({ diff: { variable: "before" } }), session);
    assert.deepEqual([diff?.since, diff?.countChange, diff?.bytesChange, diff?.rows.length], ["before", 2, 80, 1]);
  });

  test("a variable with a result will do, and the result itself in code", async () => {
    const session = new FakeSession(
      [partition(1, 40), partition(2, 80), partition(3, 120)].map((each) => record(run, { partition: each })),
    );
    const first = await heap.measure(call({}), session);
    session.variables.set("first", first);
    assert.equal((await heap.measure(call({ diff: { variable: "first" } }), session)).diff?.bytesChange, 40);
    const { diff } = await heap.measure(call({ diff: { result: first } }), session);
    assert.deepEqual([diff?.since, diff?.bytesChange], [undefined, 80]);
  });

  test("what is no table, or one of something else, is refused before anything runs", async () => {
    const session = new FakeSession([record(run, { partition: partition(1, 40) })]);
    await heap.measure(call({ mark: "whole" }), session);
    session.variables.set("number", 7);
    const refusals = [
      [call({ diff: { variable: "nothing" } }), /no mark or variable nothing/],
      [call({ diff: { variable: "number" } }), /number holds no table/],
      [call({ diff: { variable: "whole" } }, "f()"), /of the whole notebook, and this one would be of what a cell/],
    ] as const;
    for (const [asked, message] of refusals)
      await assert.rejects(heap.measure(asked, session), (error) => error instanceof UsageError && message.test(error.message));
    assert.equal(session.requests.length, 1);
  });

  test("tables of other rows are not compared, and the graph has no rows to choose", async () => {
    const session = new FakeSession([record(run, { partition: partition(1, 40) }), record(run, { partition: partition(1, 40) })]);
    await heap.measure(call({ mark: "classes" }), session);
    const refusal = /^UsageError: classes is by class, and this one would be by type\. Measure both with the same --by\.$/;
    await assert.rejects(heap.measure(call({ diff: { variable: "classes" }, quick: true }), session), refusal);
    await assert.rejects(heap.measure(call({ vars: true, by: "size" }), session), /--by and -q are of the table of kinds/);
  });

  test("a measurement that did not come to its table keeps none", async () => {
    const session = new FakeSession([record(run, { outcome: { kind: "interrupted" } })]);
    assert.equal((await heap.measure(call({ mark: "before" }), session)).mark, undefined);
    assert.equal(session.marks.size, 0);
  });
});
