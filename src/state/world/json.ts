/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A value as JSON; infinities, undefined and bigints, which it does not have, as objects of one field. Throws for functions, symbols and objects that are no plain data. */
export function toJson(value: unknown): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: Object.is(value, -0) ? "-0" : String(value) };
    case "undefined":
      return { $undefined: true };
    case "object":
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(toJson);
      if ([Object.prototype, null].includes(Reflect.getPrototypeOf(value)))
        return mapValues(value as Readonly<Record<string, unknown>>, toJson);
      break;
    default:
  }
  throw new TypeError(`A ${typeof value} is no plain data.`);
}

/** The value that {@link toJson} was given. */
export function fromJson(json: Json): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (isList(json)) return json.map(fromJson);
  if (json["$undefined"] === true) return undefined;
  if (typeof json["$number"] === "string") return Number(json["$number"]);
  return mapValues(json, fromJson);
}

function isList(json: object): json is readonly Json[] {
  return Array.isArray(json);
}

function mapValues<From, To>(object: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}
