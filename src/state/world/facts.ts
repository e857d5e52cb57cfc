import { intact } from "./intact";
import { types } from "node:util";
import { ownProperty } from "./nodes-getters";

/**
 * What an object's own properties hold, in one flat list that is quick to make and to compare: prototype, extensibility, the number of
 * contents, the contents, and for each property its key, its attributes as a number, and its value or its getter and setter.
 */
export type Facts = readonly unknown[];

/** Attributes of a property in {@link Facts}, to be combined. */
export const attribute = { enumerable: 1, configurable: 2, writable: 4, accessor: 8, hidden: 16 } as const;

/** Reads an object, which is no proxy, without running a notebook's getter. A hidden property is not looked at. */
export function factsOf(object: object, isHidden: (owner: object, key: string | symbol) => boolean): Facts {
  const contents = contentsOf(object);
  const facts: unknown[] = [intact.getPrototypeOf(object), intact.isExtensible(object), contents.length, ...contents];
  for (const key of intact.ownKeys(object)) {
    const property = isHidden(object, key) ? undefined : ownProperty(object, key);
    if (property === undefined) facts.push(key, attribute.hidden, undefined);
    else if (intact.hasOwn(property, "value")) facts.push(key, attributesOf(property), property.value);
    else facts.push(key, attributesOf(property) | attribute.accessor, property.get, property.set);
  }
  return facts;
}

/** Whether nothing has changed, not even the order of the properties. */
export function areSame(some: Facts, others: Facts): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) if (!intact.is(some[i], others[i])) return false;
  return true;
}

function attributesOf({ enumerable, configurable, writable }: PropertyDescriptor): number {
  return (enumerable ? attribute.enumerable : 0) | (configurable ? attribute.configurable : 0) | (writable ? attribute.writable : 0);
}

/** What a Map, Set or Date holds beside its properties. */
function contentsOf(object: object): readonly unknown[] {
  if (types.isMap(object)) return [...(intact.apply(mapEntries, object, []) as Iterable<readonly unknown[]>)].flat();
  if (types.isSet(object)) return [...(intact.apply(setValues, object, []) as Iterable<unknown>)];
  if (types.isDate(object)) return [intact.apply(dateValue, object, [])];
  return [];
}

const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;
const dateValue = Date.prototype.valueOf;
