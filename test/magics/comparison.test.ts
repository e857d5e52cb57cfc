import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, type Compared } from "../../src/magics/comparison";
import { memit } from "../../src/magics/memit";
import type { Instrument, MemitResult, Run } from "../../src/model/result";
import type { Program } from "../../src/model/program";
import { FakeSession, instrument, record } from "./sessions";

const MIB = 2 ** 20;
const program: Program = { kind: "function", body: () => 1 };
const options = {
  sweep: [],
  force: false,
  repeat: 1,
  result: false,
  quiet: false,
  fresh: false,
  keep: false,
  children: false,
  metric: "rss" as const,
};

function result(run: Run, more: Partial<Instrument> = {}): Compared {
  return { engine: "fork", runs: [run], instrument: { ...instrument, ...more } };
}

const kept: MemitResult = {
  ...result({ peakBytes: 100 * MIB }),
  version: 1,
  kind: "memit",
  code: "",
  outcome: { kind: "completed" },
  notes: [],
};

async function measureBeside(value: unknown, more: Partial<Parameters<typeof memit.measure>[0]["options"]> = {}): Promise<MemitResult> {
  const session = new FakeSession([record({ peakBytes: 90 * MIB, incrementBytes: 1 })]);
  session.variables.set("a", value);
  try {
    const call = { options: { ...options, compare: { variable: "a" }, ...more }, code: "f()", program };
    return (await memit.measure(call, session)) as MemitResult;
  } catch (error) {
    assert.deepEqual(session.requests, [], "nothing runs before the mistake is told");
    throw error;
  }
}

test("sizes may differ by 1 %, or by what the instruments cannot tell apart", () => {
  const verdict = (actual: number, reference: number, toleranceBytes?: number): unknown =>
    compare(result({ peakBytes: actual }), result({ peakBytes: reference }, toleranceBytes === undefined ? {} : { toleranceBytes }))
      .peakBytes?.verdict;
  assert.equal(verdict(101 * MIB, 100 * MIB), "invariant");
  assert.equal(verdict(101 * MIB + 1, 100 * MIB), "worse");
  assert.equal(verdict(MIB + 2 ** 18, MIB), "invariant");
  assert.equal(verdict(MIB + 2 ** 18 + 1, MIB), "worse");
  assert.equal(verdict(MIB + 2 ** 18 + 1, MIB, 2 ** 19), "invariant");
});

test("what the baselines differ by is not the code's: a peak may differ by as much more", () => {
  const reference = result({ peakBytes: 200 * MIB, baselineBytes: 140 * MIB, incrementBytes: 60 * MIB });
  const judged = (baselineBytes: number, incrementBytes: number): unknown => {
    const { peakBytes, ...others } = compare(
      result({ baselineBytes, incrementBytes, peakBytes: baselineBytes + incrementBytes }),
      reference,
    );
    return [peakBytes?.verdict, peakBytes?.tolerance, others.incrementBytes?.verdict];
  };
  assert.deepEqual(judged(165 * MIB, 60 * MIB), ["invariant", 27 * MIB, "invariant"]);
  assert.deepEqual(judged(130 * MIB, 60 * MIB), ["invariant", 12 * MIB, "invariant"]);
  assert.deepEqual(judged(165 * MIB, 70 * MIB), ["worse", 27 * MIB, "worse"]);
  assert.deepEqual(judged(140 * MIB, 20 * MIB), ["better", 2 * MIB, "better"]);
});

test("times may differ by 5 %; what one of the two does not know is not judged", () => {
  const comparison = compare(result({ wallNs: 106, peakBytes: 1 }), result({ wallNs: 100, incrementBytes: 1 }), "a");
  assert.deepEqual(comparison, {
    variable: "a",
    runs: 1,
    referenceRuns: 1,
    wallNs: { actual: 106, reference: 100, ratio: 1.06, tolerance: 5, verdict: "worse" },
  });
});

test("says what else differs", () => {
  const { differences } = compare(result({}), { ...result({}, { node: "v22", exact: false }), engine: "fresh" });
  assert.deepEqual(differences, ["engine: fork, there fresh", "Node: v20.0.0, there v22", "peak: exact, there sampled"]);
});

test("--compare judges beside what the variable holds", async () => {
  const { comparison } = await measureBeside(kept);
  assert.equal(comparison?.variable, "a");
  assert.equal(comparison.peakBytes?.verdict, "better");
});

test("--compare refuses what cannot be compared, before anything runs", async () => {
  const refused = (message: RegExp): object => ({ name: "UsageError", message });
  const missing = { compare: { variable: "b" } };
  await assert.rejects(measureBeside(kept, missing), refused(/^There is no variable b/));
  for (const wrong of [undefined, null, 1, {}, { ...kept, kind: "timeit" }, { ...kept, runs: [] }, { ...kept, instrument: {} }]) {
    await assert.rejects(measureBeside(wrong), refused(/^The variable a is no result of %memit: keep one/));
  }
  const failed = { ...kept, outcome: { kind: "exited", code: 1 } };
  await assert.rejects(measureBeside(failed), refused(/did not complete/));
  await assert.rejects(measureBeside({ ...kept, withChildren: true }), refused(/was measured with -c/));
  await assert.rejects(measureBeside(kept, { children: true }), refused(/was measured without -c/));
});

test("a run that fails is not compared", async () => {
  const session = new FakeSession([record({ peakBytes: 1 }, { outcome: { kind: "exited", code: 1 } })]);
  const call = { options: { ...options, compare: { result: kept } }, code: "f()", program };
  assert.equal("comparison" in (await memit.measure(call, session)), false);
});
