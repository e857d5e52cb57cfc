import { logGamma } from "./log-gamma";

/** Natural logarithm of the density of `count` independent values with a common unknown scale, whose squares sum up to `squares`, under Student's distribution. */
export function logStudent(squares: number, count: number, degrees: number): number {
  return constantOf(count, degrees) - ((degrees + count) / 2) * Math.log1p(squares / degrees);
}

/** Asked for again and again with the same few numbers. */
const constants = new Map<number, Map<number, number>>();

function constantOf(count: number, degrees: number): number {
  let ofCount = constants.get(count);
  if (!ofCount) constants.set(count, (ofCount = new Map()));
  let constant = ofCount.get(degrees);
  if (constant === undefined) {
    constant = logGamma((degrees + count) / 2) - logGamma(degrees / 2) - (count / 2) * Math.log(degrees * Math.PI);
    ofCount.set(degrees, constant);
  }
  return constant;
}
