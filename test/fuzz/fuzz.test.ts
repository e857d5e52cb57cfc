import assert from "node:assert/strict";
import { test } from "node:test";
import { campaign } from "./campaign";
import { report } from "./report";

/** The first of the notebooks that are the same in every run. */
const FIXED_SEED = 1;
const FIXED_COUNT = 15;
const MORE_SEED = 1000;
const MORE_COUNT = 10;

for (const { title, firstSeed, count } of [
  { title: "notebooks of fixed seeds", firstSeed: FIXED_SEED, count: FIXED_COUNT },
  { title: "more notebooks of fixed seeds", firstSeed: MORE_SEED, count: MORE_COUNT },
]) {
  test(`${title}, from ${firstSeed}: both engines print what an ordinary cell prints, or fresh refuses`, async () => {
    const tally = await campaign({ firstSeed, count });
    assert.deepEqual(tally.wrong, [], report(tally));
    assert.equal(tally.invalid, 0, report(tally));
    assert.ok(tally.right >= tally.refused, `most notebooks were refused, so little was examined\n${report(tally)}`);
  });
}
