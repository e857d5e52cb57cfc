import { type Parsed, parseName } from "../plain-value";

/** A variable that a sweep varies, and the values that it takes. */
export interface SweepAxis {
  readonly name: string;
  readonly sizes: AxisSizes;
}

/** Values as given, in ascending order without doubles; or a range, of which the sweep chooses values, `count` of them if that is said. */
export type AxisSizes =
  { readonly kind: "list"; readonly values: readonly number[] } | { readonly kind: "range"; readonly range: SizeRange };

/** Whole numbers; both ends belong to it. */
export interface SizeRange {
  readonly from: number;
  readonly to: number;
  readonly count?: number;
}

/** Fewest sizes of a range: with two there is nothing between its ends. */
const LEAST_COUNT = 2;
const MOST_COUNT = 200;

const NUMBER = String.raw`[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?`;
const RANGE = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})(?::(\\d+))?$`, "i");
const LIST = new RegExp(`^${NUMBER}(,${NUMBER})*$`, "i");

/** Reads `chunk=1e4,1e5,1e6` and `chunk=1e3..1e6:9`. */
export function parseAxis(text: string): Parsed<SweepAxis> {
  const equals = text.indexOf("=");
  const name = parseName(text.slice(0, Math.max(0, equals)));
  if ("problem" in name) return { problem: `must be a variable and its sizes, ${EXAMPLE}` };
  const sizes = parseSizes(text.slice(equals + 1));
  return "problem" in sizes ? sizes : { value: { name: name.value, sizes: sizes.value } };
}

/** Reads `1e4,1e5,1e6` and `1e3..1e6:9`. */
export function parseSizes(text: string): Parsed<AxisSizes> {
  const range = RANGE.exec(text);
  if (range) return checkRange(numberOf(range[1]!), numberOf(range[2]!), range[3] === undefined ? undefined : Number(range[3]));
  if (LIST.test(text)) return checkList(text.split(",").map(numberOf));
  return { problem: `must have sizes, ${EXAMPLE}` };
}

function checkList(values: readonly number[]): Parsed<AxisSizes> {
  if (values.length === 0 || !values.every(Number.isFinite)) return { problem: "must have finite numbers as sizes" };
  return { value: { kind: "list", values: [...new Set(values)].sort((a, b) => a - b) } };
}

function checkRange(from: number, to: number, count: number | undefined): Parsed<AxisSizes> {
  if (!(from > 0 && from < to && Number.isFinite(to)))
    return { problem: "must have a range that ascends from a size above 0, such as 1e3..1e6" };
  if (!Number.isInteger(from) || !Number.isInteger(to))
    return { problem: "must have a range from a whole number to another: list other sizes, such as 0.1,0.5,1" };
  if (count !== undefined && (count < LEAST_COUNT || count > MOST_COUNT))
    return { problem: `must have ${LEAST_COUNT} to ${MOST_COUNT} sizes in its range` };
  return { value: { kind: "range", range: { from, to, ...(count !== undefined && { count }) } } };
}

function numberOf(text: string): number {
  return Number(text.replaceAll("_", ""));
}

const EXAMPLE = "such as chunk=1e4,1e5,1e6 or chunk=1e3..1e6 or chunk=1e3..1e6:9";
