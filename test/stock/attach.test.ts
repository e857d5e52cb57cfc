import assert from "node:assert/strict";
import { test } from "node:test";
import { startStock } from "./linked-folder";

/** Takes a part of the running tslab away, as another version of it might not have it. */
const WITHOUT_INSPECT = `
const loaded = Object.entries((require("module") as any)._cache).find(([file]) => /tslab.dist.jupyter\\.js$/.test(file)) as any;
delete loaded[1].exports.JupyterHandlerImpl.prototype.handleInspect;`;

test("a tslab that is built otherwise is told in one message, and the notebook goes on", async () => {
  const { session, end } = await startStock();
  try {
    await session.must(WITHOUT_INSPECT);
    const { stderr, stdout } = await session.must('import "tslab-magics"; 1 + 1');
    assert.match(
      stderr,
      /^tslab-magics cannot bring its magics to this tslab kernel: its request handler has no method handleInspect.*\n$/,
    );
    assert.match(stderr, /Use tslab 1\.0\.22, or the kernel of tslab-magics itself/);
    assert.equal(stdout, "2\n");
    assert.equal((await session.must("7\n% 4")).stdout, "3\n");
    assert.match((await session.run("%lsmagic")).stderr, /Cannot find name 'lsmagic'/);
  } finally {
    await end();
  }
});

test("every way to import brings the magics, once", async () => {
  const { session, end } = await startStock();
  try {
    const first = await session.must(
      'import { memit, type MemitResult } from "tslab-magics"; let kept: MemitResult | undefined; typeof memit',
    );
    assert.deepEqual([first.stdout, first.stderr], ["function\n", ""]);
    await session.must('import * as magics from "tslab-magics"; import "tslab-magics";');
    assert.equal((await session.must("%lsmagic")).displays.length, 1);
    await session.must('delete require.cache[require.resolve("tslab-magics")]; require("tslab-magics")');
    assert.equal((await session.must("%lsmagic")).displays.length, 1);
    assert.equal((await session.must("%time 1 + 1")).value, "2");
  } finally {
    await end();
  }
});

test("cells that were sent together with the import have them", async () => {
  const { session, end } = await startStock();
  try {
    const cells = ['import "tslab-magics"', "const a = %time 20 + 1", "a", "%time throw new Error('last')"];
    const runs = await Promise.all(cells.map((code) => session.run(code)));
    assert.deepEqual(
      runs.map(({ status }) => status),
      ["ok", "ok", "ok", "error"],
    );
    assert.equal(runs[2]?.stdout, "21\n");
    assert.equal(runs[3]?.log.find(({ header }) => header.msg_type === "error")?.content["evalue"], "last");
  } finally {
    await end();
  }
});

test("importing is quick and loads neither ZeroMQ nor koffi a second time", async () => {
  const { session, end } = await startStock();
  try {
    const loaded = "Object.keys(require.cache).filter((file) => /koffi|zeromq/.test(file) && !before.has(file))";
    await session.must("const before = new Set(Object.keys(require.cache))");
    await session.must('import "tslab-magics"');
    assert.equal((await session.must(loaded)).stdout, "[]\n");
    await session.must("%time 0");
    assert.equal((await session.must(loaded)).stdout, "[]\n");
  } finally {
    await end();
  }
});
