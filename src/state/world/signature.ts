import { hash } from "./hash";
import { intact } from "./intact";
import { types } from "node:util";
import { type Facts, attribute } from "./facts";
import { readGlobal } from "./lazy-globals";

/** The paths of objects, with a text each that says what the object is and what its own properties hold. */
export type Signature = ReadonlyMap<string, string>;

/** The path of something that is known, and a number with a question mark for everything else. */
export type PathOf = (value: object | symbol) => string;

/** A line of a signature that is about the object itself; all others begin with the step to a property. */
export const prototypeLine = "[[Prototype]]";
/** See {@link prototypeLine}. */
export const extensibleLine = "[[Extensible]]";
/** See {@link prototypeLine}: what a Map, Set or Date holds. */
export const contentsLine = "[[Contents]]";
/** See {@link prototypeLine}: a hash of a function's source. */
export const textLine = "[[Text]]";

/** The text about an object whose properties are not compared. */
export function describeOpaque(text: string): string {
  return `${textLine}\t${text}`;
}

export interface Described {
  readonly facts: Facts;
  /** See {@link stepsOf}. */
  readonly steps: readonly (readonly [key: string | symbol, step: string])[];
  /** See {@link sourceHash}. */
  readonly text: string;
  /** Steps to properties that have no part in it. */
  readonly ignored: ReadonlySet<string> | undefined;
}

/** One line for each fact: its name and its value, with a tab between. */
export function describe({ facts, steps, text, ignored }: Described, pathOf: PathOf): string {
  const [prototype, isExtensible, count] = facts as readonly [object | null, boolean, number];
  let lines = `${textLine}\t${text}\n${prototypeLine}\t${show(prototype, pathOf)}\n${extensibleLine}\t${isExtensible}`;
  const contents = facts.slice(3, 3 + count).map((value) => show(value, pathOf));
  if (contents.length > 0) lines += `\n${contentsLine}\t${contents.join(", ")}`;
  let at = 3 + count;
  for (const [, step] of steps) {
    const attributes = facts[at + 1] as number;
    if (ignored?.has(step) !== true) lines += `\n${step}\t${showProperty(attributes, facts[at + 2], facts[at + 3], pathOf)}`;
    at += attributes & attribute.accessor ? 4 : 3;
  }
  return lines;
}

/** What a global holds that Node keeps behind a getter or loads when it is first read: a description with one line. */
export function describeGlobal(name: string, pathOf: PathOf): string {
  const property = intact.getOwnPropertyDescriptor(intact.globalThis, name);
  if (property === undefined) return "";
  const isNodes = intact.hasOwn(property, "value") || readGlobal(name) !== undefined;
  const flags = (property.enumerable ? "e" : "-") + (property.configurable ? "c" : "-");
  return `.${name}\t${flags} ${isNodes ? show(readGlobal(name), pathOf) : "?"}`;
}

/** The lines of a description by their names. */
export function linesOf(description: string): ReadonlyMap<string, string> {
  return new intact.Map(
    description.split("\n").map((line) => {
      const end = line.indexOf("\t");
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
}

/** The source of a function, as a hash; of other objects nothing. */
export function sourceHash(value: object): string {
  return typeof value === "function" ? `function ${hash(sourceText(value))}` : typeof value;
}

/** The source of a function; empty for anything else, a proxy among it. */
export function sourceText(value: unknown): string {
  return typeof value === "function" && !types.isProxy(value) ? intact.apply(sourceOf, value, []) : "";
}

const sourceOf = Function.prototype.toString;

function showProperty(attributes: number, value: unknown, setter: unknown, pathOf: PathOf): string {
  if (attributes & attribute.hidden) return "hidden";
  const flags = (attributes & attribute.enumerable ? "e" : "-") + (attributes & attribute.configurable ? "c" : "-");
  if (attributes & attribute.accessor) return `${flags} get ${show(value, pathOf)} set ${show(setter, pathOf)}`;
  return `${flags}${attributes & attribute.writable ? "w" : "-"} ${show(value, pathOf)}`;
}

function show(value: unknown, pathOf: PathOf): string {
  switch (typeof value) {
    case "symbol":
      return intact.keyFor(value) === undefined ? pathOf(value) : `Symbol.for(${quote(intact.keyFor(value) ?? "")})`;
    case "function":
    case "object":
      return value === null ? "null" : pathOf(value);
    case "string":
      return quote(value);
    case "number":
      return intact.is(value, -0) ? "-0" : intact.String(value);
    case "bigint":
      return `${value}n`;
    default:
      return intact.String(value);
  }
}

/** A string on one line. */
function quote(text: string): string {
  return text.length > 200 ? `"${hash(text)}…" (${text.length})` : intact.stringify(text);
}
