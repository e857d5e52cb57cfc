import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Pace } from "../../../src/engine/samples/pace";

/** The pauses of a pace whose samples cost so much each. */
function pausesAt(costsUs: readonly number[]): number[] {
  let usedUs = 1000;
  const pace = new Pace(() => usedUs);
  return costsUs.map((costUs) => {
    usedUs += costUs;
    return pace.nextAfterMs();
  });
}

const always = (costUs: number): number[] => Array.from({ length: 100 }, () => costUs);

describe("Pace", () => {
  it("begins with a thousand samples a second", () => assert.equal(pausesAt([40])[0], 1));

  it("comes to rest where samples take a twentieth of a core", () => {
    const rest = (costUs: number): number | undefined => pausesAt(always(costUs)).at(-1);
    assert.deepEqual([rest(10), rest(49), rest(140), rest(480)], [1, 1, 3, 10]);
    for (const costUs of [60, 99, 230, 777]) assert.ok(costUs / 1000 / rest(costUs)! <= 0.05, String(costUs));
  });

  it("never pauses for long, whatever the process does besides", () => assert.equal(pausesAt(always(1e6)).at(-1), 20));

  it("comes back", () => assert.equal(pausesAt([...always(1000), ...always(20)]).at(-1), 1));

  it("is not slowed by other work of the process, now and then", () => {
    const costs = always(45).map((costUs, index) => (index % 20 === 0 ? 5000 : costUs));
    assert.equal(Math.max(...pausesAt(costs)), 2);
  });
});
