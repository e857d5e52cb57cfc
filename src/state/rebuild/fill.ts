import { ORDINARY } from "../graph/form";
import { HOLE } from "../graph/values";
import type { Inspector } from "../live/inspector";
import { isIndex } from "../live/elements";
import type { Natives } from "../live/natives";
import { StateError } from "../state-error";
import type { Nodes } from "./nodes";
import { describedKeys, isSameProperty, ownProperty, slotsOf } from "./slots";

const { defineProperty, deleteProperty, getPrototypeOf, isExtensible, preventExtensions, setPrototypeOf } = Reflect;

// Taken before a package of the job is loaded, which may replace them.
const { set: mapSet, clear: mapClear } = Map.prototype;
const { add: setAdd, clear: setClear } = Set.prototype;
const { setTime } = Date.prototype;

/** Makes nodes what the description says, whatever they are now: those that were made empty, and those that were found. */
export class Filler {
  readonly #nodes: Nodes;
  readonly #inspector: Inspector;
  readonly #natives: Natives;

  constructor(nodes: Nodes, inspector: Inspector, natives: Natives) {
    this.#nodes = nodes;
    this.#inspector = inspector;
    this.#natives = natives;
  }

  fill(ids: readonly number[]): void {
    for (const id of ids) this.#conform(id);
    this.#fillWeak();
    this.#fillPrivates(ids);
    for (const id of ids) this.#close(id);
  }

  #conform(id: number): void {
    const form = this.#nodes.form(id);
    if (form.brand === "proxy") return;
    const object = this.#nodes.object(id);
    const prototype = this.#nodes.prototype(form);
    if (getPrototypeOf(object) !== prototype && !setPrototypeOf(object, prototype))
      throw new StateError(`The prototype of a ${form.brand} cannot be set`);
    this.#fillBrand(id, object);
    this.#fillProperties(id, object);
  }

  #fillBrand(id: number, object: object): void {
    const { brand, elements } = this.#nodes.form(id);
    const reader = this.#nodes.readAt(id);
    switch (brand) {
      case "array":
        if (elements !== undefined) this.#fillElements(id, object as unknown[], elements);
        else (object as unknown[]).length = reader.number();
        return;
      case "map": {
        const map = object as Map<unknown, unknown>;
        Reflect.apply(mapClear, map, []);
        for (let count = reader.number(); count > 0; count--) Reflect.apply(mapSet, map, [reader.read(), reader.read()]);
        return;
      }
      case "set": {
        Reflect.apply(setClear, object, []);
        for (let count = reader.number(); count > 0; count--) Reflect.apply(setAdd, object, [reader.read()]);
        return;
      }
      case "date":
        Reflect.apply(setTime, object, [reader.number()]);
        return;
      case "arraybuffer":
      case "sharedarraybuffer": {
        const bytes = this.#nodes.description.buffers[reader.number()]!;
        if (bytes.buffer !== object && this.#nodes.isFound(id)) new Uint8Array(object as ArrayBuffer).set(bytes);
        return;
      }
      default:
        return;
    }
  }

  #fillElements(id: number, array: unknown[], attributes: number): void {
    const reader = this.#nodes.readAt(id);
    const length = reader.number();
    if (array.length !== length) array.length = length;
    for (let i = 0; i < length; i++) {
      const value = reader.read();
      if (value === HOLE) {
        if (Object.hasOwn(array, i)) deleteProperty(array, i);
      } else if (attributes !== ORDINARY) {
        defineProperty(array, i, {
          value,
          writable: (attributes & 1) !== 0,
          enumerable: (attributes & 2) !== 0,
          configurable: (attributes & 4) !== 0,
        });
      } else if (!Object.is(array[i], value) || !Object.hasOwn(array, i)) array[i] = value;
    }
  }

  #fillProperties(id: number, object: object): void {
    const form = this.#nodes.form(id);
    const slots = slotsOf(this.#nodes, id);
    const wanted = new Set(slots.map(({ key }) => key));
    for (const key of describedKeys(object, form, this.#natives)) if (!wanted.has(key)) deleteProperty(object, key);
    if (!isInOrder(describedKeys(object, form, this.#natives), slots)) for (const { key } of slots) deleteProperty(object, key);
    for (const { key, descriptor } of slots) {
      if (!isSameProperty(ownProperty(object, key), descriptor)) defineProperty(object, key, descriptor);
    }
  }

  #fillWeak(): void {
    const { reader } = this.#nodes;
    for (const [node, start, count] of this.#nodes.description.meta.weak) {
      const collection = this.#nodes.object(node);
      const isMap = this.#nodes.form(node).brand === "weakmap";
      reader.at = start;
      for (let i = 0; i < count; i++) {
        const key = reader.read() as WeakKey;
        const value = reader.read();
        if (isMap) WeakMap.prototype.set.call(collection, key, value);
        else WeakSet.prototype.add.call(collection, key);
      }
    }
  }

  #fillPrivates(ids: readonly number[]): void {
    const fields = ids.flatMap((id) => {
      const { privates = [] } = this.#nodes.form(id);
      if (privates.length === 0) return [];
      slotsOf(this.#nodes, id);
      const object = this.#nodes.object(id);
      return privates.map((name) => ({ object, name, value: this.#nodes.reader.read() }));
    });
    if (fields.length > 0) this.#inspector.setPrivates(fields);
  }

  /** What forbids changes comes last. */
  #close(id: number): void {
    const form = this.#nodes.form(id);
    if (form.brand === "proxy") return;
    const object = this.#nodes.object(id);
    if (form.lengthAttributes === 0) defineProperty(object, "length", { writable: false });
    if (form.hasFixedStack) defineProperty(object, "stack", { configurable: false });
    if (form.isExtensible === false && isExtensible(object)) preventExtensions(object);
  }
}

/** Whether defining what is missing gives the keys the order of the slots. Indices are in order by themselves. */
function isInOrder(keys: readonly (string | symbol)[], slots: readonly { readonly key: string | symbol }[]): boolean {
  const wanted = slots.map(({ key }) => key).filter((key) => !isIndex(key));
  return keys.filter((key) => !isIndex(key)).every((key, index) => wanted[index] === key);
}
