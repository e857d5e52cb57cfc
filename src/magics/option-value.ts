import { parseLimit } from "./limit";
import { type Parsed, parseBytes, parseName } from "./plain-value";
import { parseAxis } from "./sweep/axis";
import type { ChoiceOption, NumberOption, OptionSpec, SingleValue } from "./options";

/** What a value says that may stand in quotes, such as `"my file"`; undefined if it does not end with the quote that it begins with. There are no escapes. */
export function unquoted(text: string): string | undefined {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return text;
  return text.indexOf(quote, 1) === text.length - 1 && text.length > 1 ? text.slice(1, -1) : undefined;
}

/** Reads the value of an option as typed; of a list, one of its values. */
export function parseValue(spec: Exclude<OptionSpec, { kind: "flag" }>, text: string): Parsed<SingleValue> {
  switch (spec.kind) {
    case "integer":
      return inRange(spec, /^[+-]?\d+(_\d+)*$/.test(text) ? Number(text.replaceAll("_", "")) : NaN);
    case "seconds":
      return inRange(spec, /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN);
    case "bytes":
      return inRange(spec, parseBytes(text));
    case "name":
      return parseName(text);
    case "text":
      return { value: text };
    case "choice":
      return oneOf(spec, text);
    case "limit":
      return parseLimit(text);
    case "axis":
      return parseAxis(text);
    case "result": {
      const name = parseName(text);
      return "problem" in name ? name : { value: { variable: name.value } };
    }
  }
}

/** Checks a word against those of its option. */
export function oneOf({ choices }: ChoiceOption, word: unknown): Parsed<string> {
  const value = choices.find((choice) => choice === word);
  return value === undefined ? { problem: `must be one of ${choices.join(", ")}` } : { value };
}

/** Checks a number against the kind and the bounds of its option. */
export function inRange(spec: NumberOption, value: number): Parsed<number> {
  const whole = spec.kind === "seconds" || Number.isInteger(value);
  return whole && value >= spec.min && value <= spec.max ? { value } : { problem: `must be ${describe(spec)}` };
}

/** What a value must be: "a whole number from 1 to 1000". */
export function describe(spec: NumberOption): string {
  const what = { integer: "a whole number", seconds: "a number of seconds", bytes: "a size such as 512, 200MiB or 1.5GB" }[spec.kind];
  const bounds = spec.kind === "bytes" ? `, at least ${spec.min}` : ` from ${spec.min} to ${spec.max}`;
  return what + bounds;
}
