/** What least squares give for a linear model whose coefficients may not be negative. */
export interface NonNegativeFit {
  /** One for each column, 0 or more. */
  readonly coefficients: readonly number[];
  /** Square, row by row: the coefficients' covariance, where the weights are inverse variances. 0 for a coefficient that is held at 0. */
  readonly covariance: readonly number[];
  /** Natural logarithm of the determinant of the normal equations' matrix, without the rows of coefficients that are held at 0. */
  readonly logDeterminant: number;
}

/** Numbers of one kind, one for each observation. */
export type Column = Float64Array;

/**
 * Weighted least squares with coefficients of 0 or more: the values are to be the sum of the columns, each times its coefficient. As there are
 * few columns, each choice of those that are not held at 0 is tried: first all of them, which is best where it is allowed. Undefined where no
 * choice can be solved.
 */
export function nonNegativeFit(columns: readonly Column[], values: Column, weights: Column): NonNegativeFit | undefined {
  const normal = normalEquations(columns, values, weights);
  const all = 2 ** columns.length - 1;
  const unrestricted = solveFor(all, normal);
  if (unrestricted?.isAllowed) return unrestricted;
  let best: Solved | undefined;
  for (let free = all - 1; free > 0; free--) {
    const solved = solveFor(free, normal);
    if (solved?.isAllowed && !(best && best.reduction >= solved.reduction)) best = solved;
  }
  return best;
}

/** The matrix is square, row by row. */
interface Normal {
  readonly matrix: readonly number[];
  readonly right: readonly number[];
}

interface Solved extends NonNegativeFit {
  readonly isAllowed: boolean;
  /** By how much the coefficients reduce the sum of squares. */
  readonly reduction: number;
}

function normalEquations(columns: readonly Column[], values: Column, weights: Column): Normal {
  const size = columns.length;
  const [matrix, right] = [zeros(size * size), zeros(size)];
  for (let i = 0; i < size; i++) {
    right[i] = weightedProduct(columns[i]!, values, weights);
    for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = weightedProduct(columns[i]!, columns[j]!, weights);
  }
  return { matrix, right };
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

function weightedProduct(left: Column, right: Column, weights: Column): number {
  let sum = 0;
  for (let row = 0; row < weights.length; row++) sum += weights[row]! * left[row]! * right[row]!;
  return sum;
}

/** What is left of a pivot that is smaller than this, beside its diagonal, is rounding. */
const SINGULAR = 1e-12;

/** `free` has a bit for each coefficient that is not held at 0. */
function solveFor(free: number, { matrix, right }: Normal): Solved | undefined {
  const size = right.length;
  const covariance = matrix.slice();
  let logDeterminant = 0;
  for (let pivot = 0; pivot < size; pivot++) {
    if (!isFree(free, pivot)) continue;
    const left = covariance[pivot * size + pivot]!;
    if (!(left > SINGULAR * matrix[pivot * size + pivot]!)) return undefined;
    logDeterminant += Math.log(left);
    exchange(covariance, size, pivot, free);
  }
  clearHeld(covariance, size, free);
  return { covariance, logDeterminant, ...coefficientsOf(covariance, right) };
}

function isFree(free: number, index: number): boolean {
  return ((free >> index) & 1) === 1;
}

/** One step of inverting a matrix in its own place, by elimination without pivoting, which is stable as normal equations are positive definite. */
function exchange(matrix: number[], size: number, pivot: number, free: number): void {
  const inverse = 1 / matrix[pivot * size + pivot]!;
  matrix[pivot * size + pivot] = 1;
  for (let column = 0; column < size; column++) matrix[pivot * size + column]! *= inverse;
  for (let row = 0; row < size; row++) {
    if (row === pivot || !isFree(free, row)) continue;
    const factor = matrix[row * size + pivot]!;
    matrix[row * size + pivot] = 0;
    for (let column = 0; column < size; column++) matrix[row * size + column]! -= factor * matrix[pivot * size + column]!;
  }
}

function clearHeld(matrix: number[], size: number, free: number): void {
  for (let index = 0; index < size * size; index++) {
    if (!isFree(free, Math.floor(index / size)) || !isFree(free, index % size)) matrix[index] = 0;
  }
}

function coefficientsOf(covariance: readonly number[], right: readonly number[]): Pick<Solved, "coefficients" | "isAllowed" | "reduction"> {
  const size = right.length;
  const coefficients = zeros(size);
  let reduction = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) coefficients[row]! += covariance[row * size + column]! * right[column]!;
    reduction += coefficients[row]! * right[row]!;
  }
  return { coefficients, reduction, isAllowed: coefficients.every((each) => each >= 0) };
}
