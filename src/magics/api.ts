import type { Magic, MagicCall } from "./magic";
import type { AnyResult, ResultKind } from "../model/result";
import type { heap } from "./heap";
import { isResultOf, type ResultOf } from "./kept-result";
import { parseLimit } from "./limit";
import { parseAxis } from "./sweep/axis";
import type { memit } from "./memit";
import { nearest } from "./nearest";
import { inRange, oneOf, parseValue } from "./option-value";
import { parseBytes, type Parsed } from "./plain-value";
import {
  defaults,
  isList,
  type ListOption,
  type OptionSpec,
  type OptionTable,
  type OptionValue,
  type OptionValues,
  type SingleValue,
} from "./options";
import type { sweepOptions } from "./sweep/options";
import type { timeit } from "./timeit";

type InCode<Table extends OptionTable> = {
  [Key in keyof Table]: Table[Key] extends { readonly magicOnly: true } ? never : Key;
}[keyof Table];

type CodeValue<Spec extends OptionSpec> = Spec extends { readonly isList: true } ? OneOf<Spec> | readonly OneOf<Spec>[] : OneOf<Spec>;

type OneOf<Spec extends OptionSpec> = Spec extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : Spec extends { readonly kind: "result"; readonly of: readonly (infer Kind extends ResultKind)[] }
    ? ResultOf<Kind>
    : Spec["kind"] extends "flag"
      ? boolean
      : Spec["kind"] extends "bytes"
        ? number | string
        : Spec["kind"] extends "text" | "axis" | "limit"
          ? string
          : number;

/** What a call from code can be told: the options of the magic under their long names, in camelCase. Sizes are bytes, or text such as "200MiB"; a list may be a single value. */
export type CodeOptions<Table extends OptionTable> = {
  readonly [Key in InCode<Table>]?: CodeValue<Table[Key]> | undefined;
} & {
  /** Run before the function, not measured. */
  readonly setup?: (() => unknown) | undefined;
};

type OfSweep = keyof typeof sweepOptions;

export type MemitOptions = Omit<CodeOptions<(typeof memit)["options"]>, OfSweep>;
export type TimeitOptions = Omit<CodeOptions<(typeof timeit)["options"]>, OfSweep>;
/** What `sweep()` can be told: the options of `%memit --sweep`. */
export type SweepOptions = Omit<CodeOptions<(typeof memit)["options"]>, "sweep" | "assertPeak" | "assertIncrement">;
/** The same of `%timeit --sweep`. */
export type TimedSweepOptions = Omit<CodeOptions<(typeof timeit)["options"]>, "sweep">;

/** Sizes of the arguments, in their order, under the names by which they are shown: `{ chunk: "1e3..1e6" }`, `{ chunk: [1e3, 1e4], columns: [2, 4] }`. */
export type SweepSizes = Readonly<Record<string, string | readonly number[]>>;

/** As `--sweep` takes them. */
export function axesOf(sizes: SweepSizes): readonly string[] {
  return Object.entries(sizes).map(([name, values]) => `${name}=${typeof values === "string" ? values : values.join(",")}`);
}
export type HeapOptions = CodeOptions<(typeof heap)["options"]>;

/**
 * The call of a magic from code, as in `memit(fn, { repeat: 3 })`.
 * @throws {TypeError} for a wrong argument; the message says which, and what it must be
 */
export function callFromCode(magic: Magic, fn: (() => unknown) | undefined, given: object = {}): MagicCall<OptionValues> {
  checkFunction(magic, fn);
  const { setup, ...options } = given as Readonly<Record<string, unknown>>;
  if (setup !== undefined && typeof setup !== "function") throw new TypeError(`${magic.name}(): setup must be a function.`);
  const values = optionsFromCode(magic, options);
  if (!fn) return { options: values, code: "" };
  const body = { kind: "function", body: fn, ...(setup !== undefined && { setup: setup as () => unknown }) } as const;
  return { options: values, code: fn.toString(), program: body };
}

function checkFunction(magic: Magic, fn: unknown): void {
  if (typeof fn === "function" || (fn === undefined && magic.forms.includes("bare"))) return;
  throw new TypeError(`${magic.name}(fn, options): fn must be a function, such as () => f().`);
}

function optionsFromCode(magic: Magic, given: Readonly<Record<string, unknown>>): OptionValues {
  const values: Record<string, OptionValue | undefined> = { ...defaults(magic.options) };
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const spec = knownOption(magic, key);
    const parsed = isList(spec) ? checkList(spec, value) : checkValue(spec, value);
    if ("problem" in parsed) throw new TypeError(`${magic.name}(): ${key} ${parsed.problem}.`);
    values[key] = parsed.value as OptionValue;
  }
  return values;
}

function knownOption({ name, options }: Magic, key: string): OptionSpec {
  const spec = Object.hasOwn(options, key) ? options[key] : undefined;
  if (spec?.magicOnly) throw new TypeError(`${name}() returns its result, so it has no option ${key}; that is for %${name}.`);
  if (spec) return spec;
  const known = Object.keys(options).filter((other) => !options[other]!.magicOnly);
  throw new TypeError(`${name}() has no option ${key}. The nearest is ${nearest(key, [...known, "setup"])!}.`);
}

function checkList(spec: ListOption, value: unknown): Parsed<readonly SingleValue[]> {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!values.every((each) => typeof each === "string")) return { problem: "must be a string, or an array of strings" };
  const parsed = values.map((text) => parseValue(spec, text));
  const wrong = parsed.find((each) => "problem" in each);
  return wrong ?? { value: parsed.flatMap((each) => ("value" in each ? [each.value] : [])) };
}

function checkValue(spec: OptionSpec, value: unknown): Parsed<SingleValue> {
  switch (spec.kind) {
    case "flag":
      return typeof value === "boolean" ? { value } : { problem: "must be true or false" };
    case "name":
    case "text":
      return typeof value === "string" ? { value } : { problem: "must be a string" };
    case "choice":
      return oneOf(spec, value);
    case "result":
      return spec.of.some((kind) => isResultOf(kind, value))
        ? { value: { result: value as AnyResult } }
        : { problem: `must be a result of ${spec.of.map((kind) => `${kind}()`).join(" or ")}` };
    case "limit":
      return typeof value === "string" ? parseLimit(value) : { problem: "must be a string such as 512MiB or 2s" };
    case "bytes":
      return inRange(spec, typeof value === "string" ? parseBytes(value) : toNumber(value));
    case "axis":
      return parseAxis(String(value));
    case "integer":
    case "seconds":
      return inRange(spec, toNumber(value));
  }
}

function toNumber(value: unknown): number {
  return typeof value === "number" ? value : NaN;
}
