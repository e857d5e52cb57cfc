import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Notebook } from "../../src/kernel/notebook";
import { PieceReports } from "../../src/kernel/piece-reports";
import { Stop } from "../../src/kernel/stop";
import { type ComposedTslab, createTslab } from "../../src/kernel/tslab";

const stop = new Stop();
const ask = (): void => stop.ask();
const reports = new PieceReports();
let tslab: ComposedTslab;
let whileBusy: () => void = () => undefined;
let notebook: Notebook<ComposedTslab>;

before(() => {
  process.on("SIGINT", ask);
  tslab = createTslab({ isJs: false, folder: process.cwd(), findPackage: () => undefined, console: reports });
  notebook = new Notebook({ tslab, reports, beforeRun: () => whileBusy(), stop });
});
after(() => {
  process.off("SIGINT", ask);
  tslab.close();
});

function piece(text: string): ReturnType<typeof notebook.prepare> {
  return notebook.prepare({ text, cell: text, executionCount: 1 });
}

/** As the system delivers it while JavaScript runs: Node's handler hears it when its loop gets a turn. */
function sigint(): void {
  process.kill(process.pid, "SIGINT");
}

test("a SIGINT during the last preparations of a cell keeps its code from running", async () => {
  stop.begin();
  whileBusy = sigint;
  const outcome = await notebook.run(piece("let ran = 'yes'; ran"));
  assert.equal(!outcome.ok && (outcome.error as NodeJS.ErrnoException).code, "ERR_SCRIPT_EXECUTION_INTERRUPTED");
  assert.equal(tslab.rawLocals["ran"], undefined);
});

test("what a stopped cell has measured can be stored all the same", async () => {
  stop.begin();
  sigint();
  assert.equal(await stop.wasAsked(), true);
  whileBusy = () => undefined;
  assert.deepEqual(await notebook.run(piece("const kept = 1; kept"), { evenIfStopped: true }), { ok: true, value: 1 });
});

test("an earlier Stop does not concern the next cell", async () => {
  stop.ask();
  stop.begin();
  assert.deepEqual(await notebook.run(piece("1 + 1")), { ok: true, value: 2 });
});
