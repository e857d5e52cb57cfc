import type { Content } from "./wire";

// Fields of a message's content, which comes from outside: a field that is missing or of another type is undefined.

/** A field that is a string. */
export function textField(content: Content, name: string): string | undefined {
  const value = content[name];
  return typeof value === "string" ? value : undefined;
}

/** A field that is a number. */
export function numberField(content: Content, name: string): number | undefined {
  const value = content[name];
  return typeof value === "number" ? value : undefined;
}

/** A field that is true or false. */
export function booleanField(content: Content, name: string): boolean | undefined {
  const value = content[name];
  return typeof value === "boolean" ? value : undefined;
}
