import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { StateError } from "../../src/state/state-error";
import type { Description } from "../../src/state/graph/describe";
import { describeGraph } from "./carry";
import { inCell } from "./cell";
import { dump } from "./dump";
import { randomGraph } from "./random-graph";

/** The same graphs in each run of the tests; others by this variable. */
const SEED = Number(process.env["TSLAB_MAGICS_SEED"] ?? 20);
const RUNS = Number(process.env["TSLAB_MAGICS_GRAPHS"] ?? 50);

let child: ChildProcess;

before(() => {
  child = fork(join(__dirname, "fixtures", "rebuild-graph.js"), { serialization: "advanced", execArgv: [] });
});

after(async () => {
  child.disconnect();
  if (child.exitCode === null) await once(child, "exit");
});

test("a random graph is in another process what it is here, or refused with a reason", async () => {
  const reasons: string[] = [];
  const property = fc.asyncProperty(randomGraph, async (source) => {
    const roots = inCell<unknown[]>(source);
    const description = describedOrRefused(roots, reasons);
    if (description === undefined) return;
    const answer = await rebuilt(description);
    if ("failure" in answer) assert.match(answer.failure, /^StateError/);
    if ("failure" in answer) return void reasons.push(answer.failure.split("\n")[0]!);
    assert.equal(answer.dump, dump(roots));
  });
  await fc.assert(property, { numRuns: RUNS, seed: SEED });
  assert.ok(reasons.length < RUNS / 2, `too many were refused: ${reasons.join("\n")}`);
  if (process.env["TSLAB_MAGICS_GRAPHS"] !== undefined) console.log(reasons.join("\n"));
});

function describedOrRefused(roots: readonly unknown[], reasons: string[]): Description | undefined {
  try {
    return describeGraph(Object.fromEntries(roots.map((root, index) => [`root${index}`, root])));
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    reasons.push(error.message);
    return undefined;
  }
}

async function rebuilt(description: Description): Promise<{ readonly dump: string } | { readonly failure: string }> {
  child.send(description);
  const [answer] = (await once(child, "message")) as [{ readonly dump: string } | { readonly failure: string }];
  return answer;
}
