import { types } from "node:util";
import { brandOf } from "../graph/brand";
import {
  bufferInside,
  descriptionOf,
  flagsOf,
  forEachElement,
  forEachEntry,
  sourceOf,
  typedArrayInside,
  viewBufferOf,
  viewPlaceOf,
} from "../graph/inside";
import { coderArguments } from "../graph/coders";
import { ACCESSOR, type Form } from "../graph/form";
import { HOLE } from "../graph/values";
import type { Inspector, LiveScope } from "../live/inspector";
import type { Places } from "./objects";
import { isHostAt } from "../module-hosts";
import { type Nodes, skipBrand } from "./nodes";

const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const functionToString = Function.prototype.toString;

/**
 * Finds nodes of the description among values that stand in this process already: what a package made when it was loaded, or what came into
 * being together with a class. Walks both in step from a node and its value. What differs stays to be made, or to be changed, later.
 */
export class Aligner {
  readonly #nodes: Nodes;
  readonly #places: Places;
  readonly #inspector: Inspector;
  readonly #pending: number[] = [];
  /** Scopes of functions that were found: their variables cannot be set from outside. */
  readonly scopes = new Set<number>();

  constructor(nodes: Nodes, places: Places, inspector: Inspector) {
    this.#nodes = nodes;
    this.#places = places;
    this.#inspector = inspector;
  }

  /** Takes `value` for a node, and what it reaches for the nodes that the node reaches. False if they are of different kinds. */
  align(id: number, value: unknown): boolean {
    const isFound = this.#pair(id, value);
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) this.#walk(next);
    return isFound;
  }

  #pair(id: number | undefined, value: unknown): boolean {
    if (id === undefined || value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol"))
      return false;
    if (this.#nodes.has(id)) return this.#nodes.get(id) === value;
    if (!this.#isLike(id, value) || !this.#nodes.find(id, value)) return false;
    this.#pending.push(id);
    return true;
  }

  #isLike(id: number, value: object | symbol): boolean {
    const form = this.#nodes.form(id);
    if (form.brand === "host") return isHostAt(String(this.#nodes.readAt(id).read()), value);
    if (typeof value === "symbol") return form.brand === "symbol" && this.#nodes.readAt(id).read() === (descriptionOf(value) ?? HOLE);
    if (form.brand === "closure") {
      const text = typeof value === "function" && !types.isProxy(value) ? Reflect.apply(functionToString, value, []) : undefined;
      return text === this.#nodes.description.meta.functions[this.#nodes.readAt(id).number()]?.text;
    }
    if (form.brand === "bound") return typeof value === "function" && this.#inspector.scopesOf(value) === undefined;
    return brandOf(value) === form.brand && this.#hasSameInside(id, form, value);
  }

  /** What cannot be changed of an object once it is made. */
  #hasSameInside(id: number, { brand, detail }: Form, value: object): boolean {
    const reader = this.#nodes.readAt(id);
    switch (brand) {
      case "typedarray": {
        const { kind, offsetBytes, length } = typedArrayInside(value);
        reader.at++;
        return kind === detail && reader.read() === offsetBytes && [HOLE, length].includes(reader.read() as number);
      }
      case "dataview": {
        const { offsetBytes, bytes } = viewPlaceOf(value);
        reader.at++;
        return reader.read() === offsetBytes && reader.read() === bytes;
      }
      case "arraybuffer":
      case "sharedarraybuffer": {
        const { bytes, maxBytes } = bufferInside(value);
        reader.at++;
        return reader.read() === bytes && reader.read() === (maxBytes ?? HOLE);
      }
      case "regexp":
        return reader.read() === sourceOf(value) && reader.read() === flagsOf(value);
      case "coder": {
        const args = coderArguments(value)!;
        return reader.read() === args.length && args.every((arg) => reader.read() === arg);
      }
      default:
        return true;
    }
  }

  /** Pairs what a node that was found refers to. */
  #walk(id: number): void {
    const value = this.#nodes.object(id);
    const form = this.#nodes.form(id);
    if (typeof value === "symbol" || form.brand === "proxy" || form.brand === "host") return;
    const prototype = getPrototypeOf(value);
    // A built-in is found by its place: where it is the prototype here, the node has been given another one.
    if (form.prototype !== undefined && form.prototype >= 0 && prototype !== null && !this.#places.isBuiltIn(prototype))
      this.#pair(form.prototype, prototype);
    this.#walkInside(id, value);
    this.#walkProperties(id, value);
  }

  #walkProperties(id: number, value: object): void {
    const { keys, attributes } = this.#nodes.form(id);
    let { at } = skipBrand(this.#nodes, id);
    keys.forEach((key, index) => {
      const isAccessor = (attributes[index]! & ACCESSOR) !== 0;
      const descriptor = this.#descriptorOf(value, key);
      if (isAccessor) {
        this.#pair(this.#nodes.reader.refAt(at), descriptor?.get);
        this.#pair(this.#nodes.reader.refAt(at + 1), descriptor?.set);
      } else this.#pair(this.#nodes.reader.refAt(at), descriptor?.value);
      at += isAccessor ? 2 : 1;
    });
  }

  /** A symbol that was not found yet is looked for by its description among the keys. */
  #descriptorOf(value: object, key: string | number): PropertyDescriptor | undefined {
    if (typeof key === "number" && !this.#nodes.has(key)) {
      const description = this.#nodes.readAt(key).read();
      const alike = Object.getOwnPropertySymbols(value).filter((symbol) => symbol.description === description);
      if (alike.length === 1) this.#pair(key, alike[0]);
    }
    if (typeof key === "number" && !this.#nodes.has(key)) return undefined;
    return getOwnPropertyDescriptor(value, this.#nodes.key(key));
  }

  #walkInside(id: number, value: object): void {
    const { brand, elements } = this.#nodes.form(id);
    const reader = this.#nodes.readAt(id);
    const { at } = reader;
    if (brand === "closure") return this.#walkScopes(reader.number(), value);
    if (brand === "array" && elements !== undefined) {
      const array = value as readonly unknown[];
      const length = Math.min(reader.number(), array.length);
      for (let i = 0; i < length; i++) this.#pair(reader.refAt(at + 1 + i), getOwnPropertyDescriptor(array, String(i))?.value);
    }
    if (brand === "map" || brand === "set") this.#walkCollection(brand, at, value);
    if (brand === "typedarray") this.#pair(reader.refAt(at), typedArrayInside(value).buffer);
    if (brand === "dataview") this.#pair(reader.refAt(at), viewBufferOf(value));
    if (brand === "bound") this.#walkBound(at, value);
  }

  #walkBound(at: number, value: object): void {
    const { reader } = this.#nodes;
    const { slots } = this.#inspector.internalsOf(value);
    const args = (slots.get("[[BoundArgs]]") ?? []) as ArrayLike<unknown>;
    this.#pair(reader.refAt(at), slots.get("[[TargetFunction]]"));
    this.#pair(reader.refAt(at + 1), slots.get("[[BoundThis]]"));
    reader.at = at + 2;
    const count = Math.min(reader.number(), args.length);
    for (let index = 0; index < count; index++) this.#pair(reader.refAt(at + 3 + index), args[index]);
  }

  /** Entries and elements by their order; the description begins with their number. */
  #walkCollection(brand: "map" | "set", start: number, value: object): void {
    const { reader } = this.#nodes;
    const count = reader.number();
    let [at, left] = [start + 1, count];
    const pair = (each: unknown): void => void this.#pair(reader.refAt(at++), each);
    if (brand === "set")
      forEachElement(value, (element) => {
        if (left-- > 0) pair(element);
      });
    else
      forEachEntry(value, (key, each) => {
        if (left-- <= 0) return;
        pair(key);
        pair(each);
      });
  }

  #walkScopes(functionId: number, fn: object): void {
    const { functions } = this.#nodes.description.meta;
    const live = liveScopes(this.#inspector, fn);
    functions[functionId]!.scopes.forEach((scopeId, depth) => this.#walkScope(scopeId, live[depth]));
  }

  #walkScope(scopeId: number, live: LiveScope | undefined): void {
    if (live === undefined || this.scopes.has(scopeId)) return;
    this.scopes.add(scopeId);
    const { node, names } = this.#nodes.description.meta.scopes[scopeId]!;
    const start = this.#nodes.description.startOf[node]!;
    names.forEach((name, index) => this.#pair(this.#nodes.reader.refAt(start + index), live.variables[name]));
  }
}

/** The scopes around a function but for the global ones, innermost first. */
export function liveScopes(inspector: Inspector, fn: object): readonly LiveScope[] {
  return inspector.scopesOf(fn)?.filter(({ description }) => description !== "Global" && description !== "Script") ?? [];
}
