import { intact } from "./intact";
import { types } from "node:util";
import { kernelOwnPaths, opaqueObjects, processOwnPaths } from "./live-objects";
import { ownProperty } from "./nodes-getters";
import { join, prototypeStep, stepOf } from "./paths";

/** What has an identity that a path can name. */
export type Nameable = object | symbol;

/** A name and the value that stands under it. */
export type Root = readonly [path: string, value: Nameable];

/** What stood under a path before a notebook ran, given what stands there now; undefined where that is not known. */
export type Before = (path: string, now: Nameable) => Nameable | undefined;

export interface SurveyOptions {
  readonly roots: readonly Root[];
  /** Things that have a path already, and are not walked into again. */
  isKnown(value: Nameable): boolean;
  /** Default: what stands there now. */
  readonly before?: Before;
  /** A property that may not even be looked at. */
  isHidden(owner: object, key: string | symbol): boolean;
}

/**
 * Gives a path to everything that the roots lead to by own properties, accessors' functions and prototypes, in an order that depends on
 * nothing else: level by level, properties before prototypes. Runs no getter of a notebook, and does not look into proxies.
 */
export function survey(options: SurveyOptions): Map<Nameable, string> {
  const found = new intact.Map<Nameable, string>();
  let next: object[] = [];
  const before: Before = options.before ?? ((_path, now) => now);
  const add = (now: unknown, path: string): void => {
    if (!isNameable(now)) return;
    const value = before(path, now);
    if (value === undefined || found.has(value) || options.isKnown(value)) return;
    found.set(value, path);
    if (typeof value !== "symbol") next.push(value);
  };
  for (const [path, value] of options.roots) add(value, path);
  while (next.length > 0) {
    const level = next.filter((object) => isTransparent(object, found.get(object) ?? ""));
    next = [];
    for (const object of level) addProperties(object, found.get(object) ?? "", options, add);
    for (const object of level) add(intact.getPrototypeOf(object), join(found.get(object) ?? "", prototypeStep));
  }
  return found;
}

/** Whether an object's properties are its content. */
export function isTransparent(object: object, path: string): boolean {
  return !opaqueObjects.has(path) && !kernelOwnPaths.has(path) && !processOwnPaths.has(path) && !types.isProxy(object);
}

/** The own keys of an object with the steps to them. Symbols of the same description are told apart by their order. */
export function stepsOf(object: object): readonly (readonly [key: string | symbol, step: string])[] {
  const seen = new intact.Map<string, number>();
  return intact.ownKeys(object).map((key) => {
    const step = stepOf(key);
    if (typeof key === "string") return [key, step];
    const twin = seen.get(step) ?? 0;
    seen.set(step, twin + 1);
    return [key, twin === 0 ? step : stepOf(key, twin)];
  });
}

function addProperties(object: object, path: string, options: SurveyOptions, add: (value: unknown, path: string) => void): void {
  for (const [key, step] of stepsOf(object)) {
    if (typeof key === "symbol") add(key, join(path, step, "key"));
    if (options.isHidden(object, key)) continue;
    const property = ownProperty(object, key);
    if (property === undefined) continue;
    if (intact.hasOwn(property, "value")) add(property.value, join(path, step));
    else for (const part of ["get", "set"] as const) add(property[part], join(path, step, part));
  }
}

/** Symbols of the registry are carried by their key and need no path. */
function isNameable(value: unknown): value is Nameable {
  if (typeof value === "symbol") return intact.keyFor(value) === undefined;
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
