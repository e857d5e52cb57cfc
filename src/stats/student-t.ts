/**
 * The `t` that a Student-distributed value stays under in absolute size with the given confidence (0 to 1, both exclusive), e.g. 12.706 for
 * 1 degree of freedom and 0.95. Found by bisection to the last digit, since the distribution function has a closed form.
 */
export function studentT(degreesOfFreedom: number, confidence: number): number {
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1) {
    throw new RangeError(`Degrees of freedom must be a whole number of at least 1, not ${degreesOfFreedom}.`);
  }
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`A confidence must lie between 0 and 1, not ${confidence}.`);
  // The angle, not t itself, is searched: it is bounded, however heavy the tails.
  let low = 0;
  let high = Math.PI / 2;
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (centralShare(middle, degreesOfFreedom) < confidence) low = middle;
    else high = middle;
  }
  return Math.sqrt(degreesOfFreedom) * Math.tan(high);
}

/** The share of Student's distribution that lies below `t`, for a whole number of degrees of freedom. */
export function studentShareBelow(t: number, degreesOfFreedom: number): number {
  const central = centralShare(Math.atan(Math.abs(t) / Math.sqrt(degreesOfFreedom)), degreesOfFreedom);
  return t < 0 ? (1 - central) / 2 : (1 + central) / 2;
}

/** P(|T| < t) at the angle atan(t / sqrt(n)): Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 (odd n) and 26.7.4 (even n). */
function centralShare(angle: number, n: number): number {
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  const isOdd = n % 2 === 1;
  let term = isOdd ? cosine : 1;
  let series = n === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= n - 2; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    series += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * series) : sine * series;
}
