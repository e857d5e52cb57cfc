import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { logGamma } from "../../src/stats/log-gamma";
import { logStudent } from "../../src/stats/log-student";
import { type Part, mixtureInterval, mixtureQuantile, shareBelow } from "../../src/stats/mixture";
import { nonNegativeFit } from "../../src/stats/non-negative-fit";
import { seeded } from "../../src/stats/seeded";
import { studentShareBelow, studentT } from "../../src/stats/student-t";

/** What is used of the package, which has no types. */
interface Oracle {
  readonly studentt: {
    cdf(t: number, degrees: number): number;
    inv(p: number, degrees: number): number;
    pdf(t: number, degrees: number): number;
  };
  gammaln(x: number): number;
}
const { jStat } = require("jstat") as { jStat: Oracle };

function near(actual: number, expected: number, tolerance: number, told = ""): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected} ${told}`);
}

/** jStat is right to seven digits. */
describe("beside jStat", () => {
  const DEGREES = [1, 2, 3, 4, 7, 12, 33, 120];

  it("has the same shares and quantiles of Student's distribution", () => {
    for (const degrees of DEGREES) {
      for (const t of [-40, -3.2, -1, -0.1, 0, 0.5, 2, 6])
        near(studentShareBelow(t, degrees), jStat.studentt.cdf(t, degrees), 1e-7, `${t} ${degrees}`);
      for (const p of [0.8, 0.95, 0.999]) near(studentT(degrees, p), jStat.studentt.inv((1 + p) / 2, degrees), 1e-6, `${p} ${degrees}`);
    }
  });

  it("has the same gamma function", () => {
    for (const x of [0.01, 0.5, 1, 1.5, 2, 7.5, 30, 400]) near(logGamma(x), jStat.gammaln(x), 1e-9, `${x}`);
    assert.throws(() => logGamma(0), RangeError);
  });

  it("has the same density for a single value", () => {
    for (const degrees of DEGREES) near(logStudent(1.7 ** 2, 1, degrees), Math.log(jStat.studentt.pdf(1.7, degrees)), 1e-8);
  });
});

describe("mixtures", () => {
  const part: Part = { weight: 1, center: 10, deviation: 2, degrees: 5 };

  it("of one part are that part", () => {
    const { low, high } = mixtureInterval([part]);
    near(high, 10 + 2 * studentT(5, 0.95), 1e-9);
    near(low, 10 - 2 * studentT(5, 0.95), 1e-9);
  });

  it("of two far parts have both in the interval", () => {
    const both = [
      { ...part, weight: 0.5 },
      { ...part, weight: 0.5, center: 100 },
    ];
    const { low, high } = mixtureInterval(both);
    assert.ok(low < 10 && high > 100);
    near(shareBelow(both, 55), 0.5, 1e-3);
    near(shareBelow(both, mixtureQuantile(both, 0.3)), 0.3, 1e-6);
  });

  it("without a deviation are a point", () => {
    near(mixtureQuantile([{ ...part, deviation: 0 }], 0.9), 10, 1e-9);
  });
});

describe("non-negative least squares", () => {
  const ones = Float64Array.of(1, 1, 1, 1);
  const xs = Float64Array.of(1, 2, 3, 4);

  it("is ordinary least squares where that is allowed", () => {
    const fit = nonNegativeFit([ones, xs], Float64Array.of(3.1, 4.9, 7.2, 8.8), ones)!;
    near(fit.coefficients[0]!, 1.15, 1e-12);
    near(fit.coefficients[1]!, 1.94, 1e-12);
    // (X'X)⁻¹ of four points 1 to 4: [1.5, -0.5; -0.5, 0.2], determinant 20.
    [1.5, -0.5, -0.5, 0.2].forEach((each, index) => near(fit.covariance[index]!, each, 1e-12));
    near(fit.logDeterminant, Math.log(20), 1e-12);
  });

  it("holds at 0 what would be negative", () => {
    const fit = nonNegativeFit([ones, xs], Float64Array.of(4, 3, 2, 1), ones)!;
    assert.deepEqual([...fit.coefficients], [2.5, 0]);
    assert.deepEqual([...fit.covariance], [0.25, 0, 0, 0]);
  });

  it("gives more weight to what is known better", () => {
    const fit = nonNegativeFit([ones], Float64Array.of(1, 1, 1, 9), Float64Array.of(1, 1, 1, 1e-9))!;
    near(fit.coefficients[0]!, 1, 1e-8);
  });

  it("cannot tell equal columns apart", () => {
    const fit = nonNegativeFit([ones, ones], xs, ones)!;
    assert.equal(fit.coefficients.filter((each) => each === 0).length, 1);
  });

  it("is never worse than any other allowed choice", () => {
    const random = seeded(5);
    const value = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 6, maxLength: 6 }), (values) => {
        const column = (f: (x: number) => number): Float64Array => Float64Array.from(values, (_, row) => f(row + 1));
        const columns = [column(() => 1), column((x) => Math.min(1, x / 3)), column((x) => x)];
        const squares = (coefficients: readonly number[]): number =>
          values.reduce(
            (sum, each, row) => sum + (each - columns.reduce((total, one, i) => total + one[row]! * coefficients[i]!, 0)) ** 2,
            0,
          );
        const best = nonNegativeFit(
          columns,
          Float64Array.from(values),
          column(() => 1),
        );
        const least = best ? squares(best.coefficients) : squares([0, 0, 0]);
        for (let trial = 0; trial < 20; trial++) {
          const other = (best?.coefficients ?? [0, 0, 0]).map((each) => Math.max(0, each + random() - 0.5));
          assert.ok(!best || squares(other) >= least - 1e-9);
        }
      }),
    );
  });
});

describe("seeded", () => {
  it("gives the same numbers for the same seed, evenly spread", () => {
    const draw = (seed: number): readonly number[] => Array.from({ length: 2000 }, seeded(seed));
    assert.deepEqual(draw(7), draw(7));
    assert.notDeepEqual(draw(7), draw(8));
    near(draw(7).reduce((sum, each) => sum + each, 0) / 2000, 0.5, 0.02);
  });
});
