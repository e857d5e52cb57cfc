import { logGamma } from "./log-gamma";

/** Natural logarithm of the density of `count` independent values with a common unknown scale, whose squares sum up to `squares`, under Student's distribution. */
export function logStudent(squares: number, count: number, degrees: number): number {
  return constantOf(count, degrees) - ((degrees + count) / 2) * Math.log1p(squares / degrees);
}

/** Asked for again and again with the same few numbers. */
const constants = new Map<string, number>();

function constantOf(count: number, degrees: number): number {
  const key = `${count} ${degrees}`;
  const known = constants.get(key);
  if (known !== undefined) return known;
  const constant = logGamma((degrees + count) / 2) - logGamma(degrees / 2) - (count / 2) * Math.log(degrees * Math.PI);
  constants.set(key, constant);
  return constant;
}
