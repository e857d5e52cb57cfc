import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Loop, TimedBody } from "../../src/measure/loop";
import { type TimingLog, timeLoop } from "../../src/measure/time-loop";
import type { ChildEvent } from "../../src/model/child";

function spin(turns: number): number {
  let sum = 0;
  for (let i = 0; i < turns; i++) sum += Math.sqrt(i);
  return sum;
}

/** A loop of known work, which records the numbers of loops that it was asked for. */
function fakeBody(work: { readonly body: number; readonly empty: number }): TimedBody & { readonly asked: number[] } {
  const asked: number[] = [];
  const loop: Loop = { isAsync: false, run: (loops) => (asked.push(loops), spin(work.body)), runEmpty: () => spin(work.empty), notes: [] };
  return { runFirst: () => loop.run(1), loopAfter: () => loop, asked };
}

async function timed(
  body: TimedBody,
  repeat: number,
  loops: number,
): Promise<{ log: TimingLog; events: ChildEvent[]; mutedAfter: number }> {
  const log: TimingLog = { notes: [] };
  const events: ChildEvent[] = [];
  let mutedAfter = NaN;
  const port = { send: (event: ChildEvent) => void events.push(event), muteOutput: () => void (mutedAfter = events.length) };
  await timeLoop(body, { kind: "timeit", repeat, loops }, port, log);
  return { log, events, mutedAfter };
}

describe("timeLoop", () => {
  it("subtracts the empty loop, but never below zero, and then says that the body cannot be told from nothing", async () => {
    const { log } = await timed(fakeBody({ body: 0, empty: 1_000_000 }), 3, 100);
    assert.deepEqual(log.timing?.allRunsNs.slice(1), [0, 0]);
    assert.ok(log.timing.overheadNs > 0);
    assert.deepEqual(
      log.notes.map(({ reason }) => reason),
      ["below-resolution"],
    );
  });

  it("has nothing to say of a body that takes time", async () => {
    const { log } = await timed(fakeBody({ body: 1_000_000, empty: 0 }), 3, 100);
    assert.deepEqual(log.notes, []);
    assert.ok(log.timing?.allRunsNs.every((wallNs) => wallNs > 0));
  });

  it("lets the first loop begin the first repeat, mutes the output after it, and runs the others whole", async () => {
    const body = fakeBody({ body: 1000, empty: 0 });
    const { mutedAfter, events } = await timed(body, 3, 100);
    assert.deepEqual(body.asked, [1, 99, 100, 100]);
    assert.equal(mutedAfter, 0);
    assert.equal(events.length, 3);
  });
});
