import { type Arithmetic, ExpressionError, readArithmetic, type Value } from "../sweep/expression";
import { isJsonObject } from "./json";
import { UsageError } from "./usage-error";

/** What `--assert` demands of a notebook's results. */
export interface ResultCheck {
  readonly text: string;
  readonly condition: Arithmetic;
}

/** Reads `largest >= 1e6`. Throws {@link UsageError}. */
export function parseCheck(text: string): ResultCheck {
  try {
    const condition = readArithmetic(text);
    if (condition.names.length > 0) return { text, condition };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new UsageError(`--assert ${error.message}.`);
  }
  throw new UsageError(`--assert "${text}" asks for no field of a result, such as largest or peakBytes.`);
}

/**
 * What does not hold, a sentence each. A demand is made of every result that has all fields that it names (`law.bytesPerUnit` is a field of a
 * field), and of one at least.
 */
export function failedChecks(results: readonly unknown[], checks: readonly ResultCheck[]): readonly string[] {
  return checks.flatMap((check) => failuresOf(check, results));
}

function failuresOf({ text, condition }: ResultCheck, results: readonly unknown[]): readonly string[] {
  const { names } = condition;
  const asked = results.flatMap((result) => valuesIn(result, names) ?? []);
  if (asked.length === 0) return [`--assert ${text}: no result of the notebook has ${names.join(" and ")}.`];
  return asked.flatMap((values) =>
    condition.evaluate((name) => values.get(name)!) ? [] : [`--assert ${text}: it does not hold, as ${told(values)}.`],
  );
}

/** Undefined where one of them is missing. */
function valuesIn(result: unknown, names: readonly string[]): ReadonlyMap<string, Value> | undefined {
  const known = names.flatMap((name) => {
    const value = fieldOf(result, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return known.length === names.length ? new Map(known) : undefined;
}

function fieldOf(result: unknown, name: string): Value | undefined {
  const value = name.split(".").reduce<unknown>((object, field) => (isJsonObject(object) ? object[field] : undefined), result);
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

function told(values: ReadonlyMap<string, Value>): string {
  return [...values].map(([name, value]) => `${name} is ${value.toLocaleString("en-US")}`).join(" and ");
}
