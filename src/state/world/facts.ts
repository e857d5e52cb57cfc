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

type IsHidden = (owner: object, key: string | symbol) => boolean;

/** Reads an object, which is no proxy, without running a notebook's getter. A hidden property is not looked at. */
export function factsOf(object: object, isHidden: IsHidden): Facts {
  const facts: unknown[] = [];
  eachFact(object, isHidden, (fact) => facts.push(fact) > 0);
  return facts;
}

/** Whether nothing of an object has changed since its facts were read, not even the order of the properties. */
export function stillHas(object: object, facts: Facts, isHidden: IsHidden): boolean {
  let at = 0;
  return eachFact(object, isHidden, (fact) => at < facts.length && intact.is(facts[at++], fact)) && at === facts.length;
}

/** Hands over one fact after the other until `take` says false; whether it never did. */
function eachFact(object: object, isHidden: IsHidden, take: (fact: unknown) => boolean): boolean {
  const contents = contentsOf(object);
  if (!take(intact.getPrototypeOf(object)) || !take(intact.isExtensible(object)) || !take(contents.length)) return false;
  for (const content of contents) if (!take(content)) return false;
  for (const key of intact.ownKeys(object)) {
    const property = isHidden(object, key) ? undefined : ownProperty(object, key);
    if (!take(key)) return false;
    if (property === undefined) {
      if (!take(attribute.hidden) || !take(undefined)) return false;
    } else if (intact.hasOwn(property, "value")) {
      if (!take(attributesOf(property)) || !take(property.value)) return false;
    } else if (!take(attributesOf(property) | attribute.accessor) || !take(property.get) || !take(property.set)) return false;
  }
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
