import { inspect } from "node:util";
import type { Outcome } from "../model/outcome";

/** A thrown text can be as long as memory; this much of it is enough for every reader. */
const MAX_TEXT_UNITS = 100_000;

/** The name under which a thrown value that is no error is shown. */
const NO_ERROR = "Uncaught";

/** Whatever a cell threw, as data. Never throws itself: not for a primitive, a frozen object, a proxy, or a getter that throws. */
export function describeThrown(thrown: unknown): Extract<Outcome, { kind: "threw" }> {
  const isError = isObject(thrown) && (textOf(thrown, "message") !== undefined || textOf(thrown, "stack") !== undefined);
  const name = (isError ? textOf(thrown, "name") : undefined) ?? (isError ? "Error" : NO_ERROR);
  const message = isError ? (textOf(thrown, "message") ?? "") : show(thrown);
  const stack = (isError ? textOf(thrown, "stack") : undefined) ?? `${name}: ${message}`;
  return { kind: "threw", name: shorten(name), message: shorten(message), stack: shorten(stack) };
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** A property's value if it is a text and can be read. */
function textOf(object: object, key: "name" | "message" | "stack"): string | undefined {
  try {
    const value: unknown = Reflect.get(object, key);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function show(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return inspect(value);
  } catch {
    return `a value of type ${typeof value} that cannot be shown`;
  }
}

function shorten(text: string): string {
  return text.length <= MAX_TEXT_UNITS ? text : `${text.slice(0, MAX_TEXT_UNITS)}… (${text.length} characters)`;
}
