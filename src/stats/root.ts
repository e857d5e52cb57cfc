/** How far the search leans to the secant; the values that the method's authors recommend. */
const LEAN = 0.2;
const SLACK_STEPS = 1;

/**
 * Where a function that rises from below zero at `low` to zero or above at `high` crosses zero, to `tolerance`: by the ITP method, which takes as many
 * steps as bisection at worst (and one more), and a third of them where the function is smooth (Oliveira and Takahashi, "An enhancement of the
 * bisection method average performance preserving minmax optimality", 2020).
 */
export function risingRoot(at: (x: number) => number, low: number, high: number, tolerance: number): number {
  let [yLow, yHigh] = [at(low), at(high)];
  const lean = LEAN / (high - low);
  let reserve = tolerance * 2 ** (Math.ceil(Math.log2(Math.max(1, (high - low) / (2 * tolerance)))) + SLACK_STEPS);
  for (; high - low > 2 * tolerance; reserve /= 2) {
    const middle = (low + high) / 2;
    const secant = (yHigh * low - yLow * high) / (yHigh - yLow);
    const towardsMiddle = Math.sign(middle - secant);
    const step = lean * (high - low) ** 2;
    const leaning = step <= Math.abs(middle - secant) ? secant + towardsMiddle * step : middle;
    const mostAside = reserve - (high - low) / 2;
    const aside = Math.abs(leaning - middle) <= mostAside ? leaning : middle - towardsMiddle * mostAside;
    // Between neighbouring numbers there is none; at an end the function is known.
    const x = aside > low && aside < high ? aside : middle;
    if (!(x > low && x < high)) break;
    const y = at(x);
    if (y < 0) [low, yLow] = [x, y];
    else [high, yHigh] = [x, y];
  }
  return (low + high) / 2;
}
