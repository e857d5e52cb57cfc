import { types } from "node:util";
import { brandOf } from "../graph/brand";
import { ACCESSOR, type Form } from "../graph/form";
import { HOLE } from "../graph/values";
import type { Inspector, LiveScope } from "../live/inspector";
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
  readonly #inspector: Inspector;
  readonly #pending: number[] = [];
  /** Scopes of functions that were found: their variables cannot be set from outside. */
  readonly scopes = new Set<number>();

  constructor(nodes: Nodes, inspector: Inspector) {
    this.#nodes = nodes;
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
    if (typeof value === "symbol") return form.brand === "symbol" && this.#nodes.readAt(id).read() === value.description;
    if (form.brand === "closure") {
      const text = typeof value === "function" && !types.isProxy(value) ? Reflect.apply(functionToString, value, []) : undefined;
      return text === this.#nodes.description.meta.functions[this.#nodes.readAt(id).number()]?.text;
    }
    if (form.brand === "bound") return typeof value === "function" && this.#inspector.scopesOf(value) === undefined;
    return brandOf(value) === form.brand && this.#hasSameInside(id, form, value);
  }

  /** What cannot be changed of an object once it is made. */
  #hasSameInside(id: number, { brand }: Form, value: object): boolean {
    const reader = this.#nodes.readAt(id);
    switch (brand) {
      case "typedarray":
      case "dataview":
        reader.at++;
        return (
          reader.read() === (value as Uint8Array).byteOffset &&
          [HOLE, (value as Uint8Array).length, (value as Uint8Array).byteLength].includes(reader.read() as number)
        );
      case "arraybuffer":
      case "sharedarraybuffer":
        reader.at++;
        return reader.read() === (value as ArrayBuffer).byteLength;
      case "regexp":
        return reader.read() === (value as RegExp).source && reader.read() === (value as RegExp).flags;
      default:
        return true;
    }
  }

  /** Pairs what a node that was found refers to. */
  #walk(id: number): void {
    const value = this.#nodes.object(id);
    const form = this.#nodes.form(id);
    if (typeof value === "symbol" || form.brand === "proxy" || form.brand === "host") return;
    if (form.prototype !== undefined && form.prototype >= 0) this.#pair(form.prototype, getPrototypeOf(value));
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
    if (brand === "map")
      [...(value as ReadonlyMap<unknown, unknown>)].slice(0, reader.number()).forEach((entry, index) => {
        this.#pair(reader.refAt(at + 1 + 2 * index), entry[0]);
        this.#pair(reader.refAt(at + 2 + 2 * index), entry[1]);
      });
    if (brand === "set")
      [...(value as ReadonlySet<unknown>)]
        .slice(0, reader.number())
        .forEach((element, index) => this.#pair(reader.refAt(at + 1 + index), element));
    if (brand === "typedarray" || brand === "dataview") this.#pair(reader.refAt(at), (value as Uint8Array).buffer);
    if (brand === "bound") this.#pair(reader.refAt(at), this.#inspector.internalsOf(value).slots.get("[[TargetFunction]]"));
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
