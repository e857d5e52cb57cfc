/** A JSON object whose fields are not known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: no array, no null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A string of a JSON object's field, or undefined when the field is absent or no string. */
export function stringField(object: unknown, field: string): string | undefined {
  const value = isJsonObject(object) ? object[field] : undefined;
  return typeof value === "string" ? value : undefined;
}
