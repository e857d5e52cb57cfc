import type { Form, GraphMeta } from "../graph/form";
import { ValueReader } from "../graph/values";
import { StateError } from "../state-error";

/** A description as the other process has it. */
export interface ReceivedDescription {
  readonly meta: GraphMeta;
  readonly texts: readonly string[];
  readonly stream: Uint8Array;
  readonly formOf: Uint32Array;
  readonly startOf: Uint32Array;
  /** Contents of the buffers: each an ArrayBuffer of its own, which becomes the notebook's. */
  readonly buffers: readonly Uint8Array[];
}

/** The nodes of a description, as they come to life: each number has a value once it is made or found. */
export class Nodes {
  readonly description: ReceivedDescription;
  readonly values: unknown[];
  readonly reader: ValueReader;
  /** Values that stood in this process before: what is found twice is not one thing. */
  readonly #found = new Map<unknown, number>();
  readonly #isFound: Uint8Array;

  constructor(description: ReceivedDescription) {
    this.description = description;
    this.values = new Array<unknown>(description.meta.nodeCount);
    this.#isFound = new Uint8Array(description.meta.nodeCount);
    this.reader = new ValueReader(description.stream, description.texts, this.values);
  }

  get count(): number {
    return this.values.length;
  }

  has(id: number): boolean {
    return this.values[id] !== undefined;
  }

  get(id: number): unknown {
    return this.values[id];
  }

  /** A node that must have been made by now. */
  object(id: number): object {
    const value = this.values[id];
    if (value === undefined) throw new StateError(`A part of the state was not made in the new process (node ${id}).`);
    return value as object;
  }

  set(id: number, value: unknown): void {
    this.values[id] = value;
  }

  /** Takes a value of this process for a node. False if the node has another, or another node has this value. */
  find(id: number, value: unknown): boolean {
    if (this.values[id] !== undefined) return this.values[id] === value;
    if (this.#found.has(value)) return false;
    this.#found.set(value, id);
    this.#isFound[id] = 1;
    this.values[id] = value;
    return true;
  }

  isFound(id: number): boolean {
    return this.#isFound[id] === 1;
  }

  get foundIds(): number[] {
    return [...this.#found.values()];
  }

  form(id: number): Form {
    return this.description.meta.forms[this.description.formOf[id]!]!;
  }

  /** Sets the reader to the values of a node. */
  readAt(id: number): ValueReader {
    this.reader.at = this.description.startOf[id]!;
    return this.reader;
  }

  /** The key of a property: a name, or the symbol that a node is. */
  key(key: string | number): string | symbol {
    return typeof key === "string" ? key : (this.values[key] as symbol);
  }

  prototype(form: Form): object | null {
    return form.prototype === undefined || form.prototype === -1 ? null : this.object(form.prototype);
  }
}

/** Moves the reader to a node's properties, behind what its brand says. */
export function skipBrand(nodes: Nodes, id: number): ValueReader {
  const reader = nodes.readAt(id);
  const form = nodes.form(id);
  switch (form.brand) {
    case "array": {
      const length = reader.number();
      if (form.elements !== undefined) reader.at += length;
      return reader;
    }
    case "map": {
      const entries = reader.number();
      reader.at += 2 * entries;
      return reader;
    }
    case "set":
    case "made":
    case "coder": {
      const count = reader.number();
      reader.at += count;
      return reader;
    }
    case "bound": {
      reader.at += 2;
      const count = reader.number();
      reader.at += count;
      return reader;
    }
    case "arraybuffer":
    case "sharedarraybuffer":
    case "typedarray":
    case "dataview":
      reader.at += 3;
      return reader;
    case "regexp":
    case "promise":
    case "proxy":
      reader.at += 2;
      return reader;
    case "date":
    case "boxed":
    case "error":
    case "closure":
    case "weakref":
    case "symbol":
    case "registered-symbol":
    case "built-in":
    case "host":
      reader.at += 1;
      return reader;
    case "object":
    case "namespace":
    case "weakmap":
    case "weakset":
    case "scope":
      return reader;
  }
}
