import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Loop, TimedBody } from "../../src/measure/loop";
import { TimingLog, timeLoops } from "../../src/measure/time-loop";
import type { ChildEvent } from "../../src/model/child";
import type { TimeitTask } from "../../src/model/task";

interface FakeBody extends TimedBody {
  /** The numbers of loops that were asked for. */
  readonly asked: number[];
}

/** A loop that takes what a test says. */
function fakeBody(bodyNs: (turn: number) => number, emptyNs = 0, twiceNs?: number): FakeBody {
  const asked: number[] = [];
  let turn = 0;
  const loop: Loop = {
    isAsync: false,
    time: (loops) => (asked.push(loops), loops * bodyNs(turn++)),
    timeEmpty: (loops) => loops * emptyNs,
    ...(twiceNs !== undefined && { timeTwice: () => (loops) => loops * twiceNs }),
    isSteady: () => true,
    notes: [],
  };
  return { runFirst: () => asked.push(1), loopAfter: () => loop, asked };
}

interface Timed {
  readonly log: TimingLog;
  readonly events: readonly ChildEvent[];
  readonly mutedAfter: number;
}

async function timed(bodies: readonly TimedBody[], given: Partial<TimeitTask>): Promise<Timed> {
  const log = new TimingLog();
  const events: ChildEvent[] = [];
  let mutedAfter = NaN;
  const port = { send: (event: ChildEvent) => void events.push(event), muteOutput: () => void (mutedAfter = events.length) };
  await timeLoops(bodies, { kind: "timeit", budgetNs: 1e9, clock: "wall", collect: "none", setupEach: false, ...given }, port, log);
  return { log, events, mutedAfter };
}

function reasons({ log }: Timed): string[] {
  return log.notes.map(({ reason }) => reason);
}

/** From 0.99 to 1.01, always the same. */
function jitter(turn: number): number {
  return 1 + 0.01 * Math.sin(turn * 12.9898);
}

describe("timeLoops", () => {
  it("subtracts the empty loop, but never below zero, and then says what a loop takes at most", async () => {
    const result = await timed([fakeBody(() => 5, 10)], { repeat: 3, loops: 100 });
    const [timing] = result.log.timings;
    assert.deepEqual(timing?.allRunsNs.slice(1), [0, 0]);
    assert.equal(timing.overheadNs, 10);
    assert.equal(timing.atMostNs, 10);
    assert.deepEqual(reasons(result), ["below-resolution"]);
  });

  it("has nothing to say of a body that takes time", async () => {
    const result = await timed([fakeBody(() => 1000)], { repeat: 3, loops: 100 });
    assert.deepEqual(reasons(result), []);
    assert.deepEqual(result.log.timings[0]?.allRunsNs.slice(1), [100_000, 100_000]);
    assert.equal(result.log.timings[0].stop, "repeats");
  });

  it("lets the first loop begin the first repeat, mutes the output after it, and runs the others whole", async () => {
    const body = fakeBody(() => 1000);
    const { mutedAfter, events, log } = await timed([body], { repeat: 3, loops: 100 });
    assert.deepEqual(body.asked, [1, 99, 100, 100]);
    assert.equal(mutedAfter, 0);
    assert.deepEqual(
      events.flatMap((event) => (event.type === "repeats-done" ? event.tookNs : [])),
      [100_000, 100_000, 100_000].map((ns, index) => (index === 0 ? (log.timings[0]?.allRunsNs[0] ?? NaN) : ns)),
    );
  });

  it("ends as soon as the mean is known to 1 %, and not before a tenth of a second has passed", async () => {
    const { log } = await timed([fakeBody(() => 1e6)], {});
    const [timing] = log.timings;
    assert.equal(timing?.stop, "precision");
    assert.ok(timing.allRunsNs.length > 5);
  });

  it("ends when the time is up, with two repeats at least", async () => {
    const result = await timed([fakeBody((turn) => (turn % 2 === 0 ? 1e6 : 3e6))], { budgetNs: 1 });
    assert.equal(result.log.timings[0]?.stop, "budget");
    assert.equal(result.log.timings[0].allRunsNs.length, 2);
  });

  it("takes so many loops that twice in a row they last a millisecond", async () => {
    // The first try of ten looks long enough only because the machine was busy.
    const body = fakeBody((turn) => (turn === 0 ? 5e6 : 3000));
    const { log } = await timed([body], {});
    assert.deepEqual(body.asked.slice(0, 8), [1, 10, 10, 20, 50, 100, 200, 500]);
    assert.equal(log.timings[0]?.loops, 500);
  });

  it("forgets the repeats in which V8 was still at work", async () => {
    // Falls for a while, then stays: noisy enough that it does not end before.
    const bodyNs = (turn: number): number => (turn < 40 ? 3e6 - turn * 5e4 : 1e6) * jitter(turn);
    const result = await timed([fakeBody(bodyNs)], { budgetNs: 1e12 });
    assert.ok(reasons(result).includes("warmed-up"));
    assert.ok(!reasons(result).includes("still-warming"));
    const perLoop = (result.log.timings[0]?.allRunsNs ?? []).map((ns) => ns / 10);
    assert.ok(Math.max(...perLoop) < 2e6);
  });

  it("names a body that became faster until the end, and one whose repeats are too short to be timed", async () => {
    const falling = await timed([fakeBody((turn) => 2e6 - turn * 5e4)], { repeat: 20, loops: 10 });
    assert.ok(reasons(falling).includes("still-warming"));
    const short = await timed([fakeBody(() => 100)], { repeat: 7, loops: 3 });
    assert.ok(reasons(short).includes("too-few-loops"));
  });

  it("times several bodies in turns, whose order is turned round each time", async () => {
    const order: number[] = [];
    const inOrder = (body: number, ns: number): FakeBody => fakeBody(() => (order.push(body), ns));
    const { log } = await timed([inOrder(0, 1e6), inOrder(1, 2e6)], { repeat: 3, loops: 1 });
    // The very first loops are not among them; a single loop is the first repeat.
    assert.deepEqual(order, [1, 0, 0, 1]);
    assert.deepEqual(
      log.timings.map(({ allRunsNs }) => allRunsNs.slice(1)),
      [
        [1e6, 1e6],
        [2e6, 2e6],
      ],
    );
  });

  it("subtracts only what the loop adds to this body, which a loop with the body twice tells", async () => {
    // The loop of 2 ns is done while each step of the body waits for the one before: it adds half a nanosecond.
    const body = fakeBody(() => 10.5, 2, 20.5);
    const { log } = await timed([body], {});
    assert.ok(Math.abs((log.timings[0]?.overheadNs ?? NaN) - 0.5) < 1e-6);
    const whole = fakeBody(() => 12, 2, 22);
    assert.ok(Math.abs(((await timed([whole], {})).log.timings[0]?.overheadNs ?? NaN) - 2) < 1e-6);
    const folded = fakeBody(() => 12, 2, 12);
    assert.ok(Math.abs(((await timed([folded], {})).log.timings[0]?.overheadNs ?? NaN) - 2) < 1e-6);
  });

  it("begins anew with all bodies where a variable of one has changed, so that their repeats stay pairs", async () => {
    let turn = 0;
    const steady = fakeBody(() => 1e6);
    const live = fakeBody(() => 2e6);
    const loop: Loop = { isAsync: false, time: (loops) => loops * 2e6, timeEmpty: () => 0, isSteady: () => ++turn < 3, notes: [] };
    const changing: TimedBody = { runFirst: () => undefined, loopAfter: () => loop, live: () => live };
    const result = await timed([steady, changing], { repeat: 4, loops: 1 });
    assert.deepEqual(
      result.log.timings.map(({ allRunsNs }) => allRunsNs.length),
      [4, 4],
    );
    assert.ok(reasons(result).includes("live-variables"));
    const told = result.events.filter((event) => event.type === "repeats-done" && event.body === 0);
    assert.ok(told.some((event) => event.type === "repeats-done" && event.after === 0));
  });
});
