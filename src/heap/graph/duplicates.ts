import type { DuplicateRow, Duplicates } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { edgeTypesOf, heapEdge } from "./edges";
import { heapObject } from "./heap-object";
import { memoized } from "./memoized";
import { kindOf, nameOf, typeOf } from "./node-kinds";
import { isWhole, wholeText } from "./strings";

const MAX_SAMPLE = 100;
const SAMPLE_PROPERTIES = 6;

/** Words of an object before its own properties: its shape, its further properties, its elements (`JSObject` in V8's `src/objects/js-objects.h`). */
const HEADER_WORDS = 3;
const WORD_BYTES = 8;

/**
 * Strings with one and the same text, as memlab's analysis `string`: those in one piece, with one or two bytes a character, V8's own table of
 * names included, and concatenated ones by the text of their pieces. A snapshot does not have the text of strings that are cut out of others,
 * and has only the beginning of long ones: these are counted as not compared.
 */
export function duplicateStrings(raw: RawSnapshot, limit: number, isCounted?: Uint8Array): Duplicates {
  const isString = raw.nodeTypeNames.map((name) => name === "string" || name.endsWith(" string"));
  const contentOf = (node: number): Content => {
    if (!isString[raw.nodeTypes[node]!] || isCounted?.[node] === 0) return OTHER;
    const text = wholeText(raw, node);
    return text === undefined ? UNKNOWN : { kind: "known", key: text };
  };
  return duplicatesBy(raw, limit, contentOf, (_, text) => beginningOf(text));
}

/**
 * Objects of one class and one shape whose properties all have the same values, one level deep: equal strings and numbers, or the very same
 * object; as memlab's analysis `object-shallow`. Arrays, Maps, objects without properties and whatever has more than properties are not
 * looked at.
 *
 * Where the snapshot was taken without numbers, small integers are not in it, nor the values of others. There an object counts only if the
 * snapshot tells what is in each of its places; the rest are counted as not compared.
 */
export function duplicateObjects(raw: RawSnapshot, limit: number, isCounted?: Uint8Array): Duplicates {
  const contents = new Contents(raw);
  const object = raw.nodeTypeNames.indexOf("object");
  const contentOf = (node: number): Content => (raw.nodeTypes[node] === object && isCounted?.[node] !== 0 ? contents.of(node) : OTHER);
  return duplicatesBy(raw, limit, contentOf, (node) => contents.sample(node));
}

/** `known`: by `key`, equal for equal content. `unknown`: of something that the snapshot does not tell in full. `other`: not looked at. */
type Content = { readonly kind: "known"; readonly key: string } | { readonly kind: "unknown" | "other" };

const UNKNOWN: Content = { kind: "unknown" };
const OTHER: Content = { kind: "other" };

interface Group {
  readonly node: number;
  count: number;
  bytes: number;
  largestBytes: number;
}

/**
 * Groups nodes by content. Twice through: first only hashes are kept, one bit or two for each, then the content of those whose hash came twice;
 * so a heap of many objects that are all different takes a few bytes an object.
 */
function duplicatesBy(
  raw: RawSnapshot,
  limit: number,
  contentOf: (node: number) => Content,
  sample: (node: number, key: string) => string,
): Duplicates {
  const hashes = new Hashes(raw.nodeCount);
  let notComparedCount = 0;
  for (let node = 0; node < raw.nodeCount; node++) {
    const content = contentOf(node);
    if (content.kind === "unknown") notComparedCount++;
    else if (content.kind === "known") hashes.add(node, content.key);
  }
  const groups = new Map<string, Group>();
  for (let node = 0; node < raw.nodeCount; node++) {
    const content = hashes.isCommon(node) ? contentOf(node) : OTHER;
    if (content.kind === "known") addTo(groups, content.key, node, raw.selfBytes[node]!);
  }
  const found = [...groups].filter(([, group]) => wastedBytes(group) > 0);
  found.sort(([, a], [, b]) => wastedBytes(b) - wastedBytes(a) || a.node - b.node);
  const rows = found.slice(0, limit).map(([key, group]) => rowOf(raw, group, sample(group.node, key)));
  const wasted = found.reduce((sum, [, group]) => sum + wastedBytes(group), 0);
  return { rows, rowCount: found.length, wastedBytes: wasted, notComparedCount };
}

function addTo(groups: Map<string, Group>, key: string, node: number, bytes: number): void {
  const group = groups.get(key);
  if (group === undefined) {
    groups.set(key, { node, count: 1, bytes, largestBytes: bytes });
    return;
  }
  group.count++;
  group.bytes += bytes;
  group.largestBytes = Math.max(group.largestBytes, bytes);
}

function rowOf(raw: RawSnapshot, group: Group, sample: string): DuplicateRow {
  const { node, count, bytes } = group;
  return { kind: kindOf(raw, node), sample, count, bytes, wastedBytes: wastedBytes(group) };
}

function wastedBytes({ bytes, largestBytes }: Group): number {
  return bytes - largestBytes;
}

/** Which contents may have come more than once. */
class Hashes {
  readonly #hashes: Uint32Array;
  readonly #seen: Uint8Array;

  constructor(nodeCount: number) {
    this.#hashes = new Uint32Array(nodeCount);
    this.#seen = new Uint8Array(2 ** Math.min(Math.ceil(Math.log2(4 * nodeCount + 2)), 31));
  }

  add(node: number, key: string): void {
    const hash = hashOf(key) % this.#seen.length || 1;
    this.#hashes[node] = hash;
    this.#seen[hash] = Math.min(this.#seen[hash]! + 1, 2);
  }

  isCommon(node: number): boolean {
    const hash = this.#hashes[node]!;
    return hash !== 0 && this.#seen[hash] === 2;
  }
}

/** FNV-1a over the code units (Fowler, Noll and Vo), mixed at the end so that its low bits depend on all. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

class Contents {
  readonly #raw: RawSnapshot;
  readonly #types: ReturnType<typeof edgeTypesOf>;
  readonly #hasNumbers: boolean;
  readonly #isWhole: (place: number) => boolean;
  readonly #isPrototype: (place: number) => boolean;

  constructor(raw: RawSnapshot) {
    this.#raw = raw;
    this.#types = edgeTypesOf(raw);
    this.#hasNumbers = hasNumbers(raw);
    this.#isWhole = memoized(raw.strings.count, (place) => isWhole(raw.strings.at(place)));
    this.#isPrototype = memoized(raw.strings.count, (place) => raw.strings.at(place) === "__proto__");
  }

  of(node: number): Content {
    const { edgeTypes, edgeNames, edgeTargets, strings, selfBytes } = this.#raw;
    const values: (string | number)[] = [this.#raw.nodeNames[node]!];
    let isElsewhere = false;
    let toldWords = 0;
    for (const edge of this.#edgesOf(node)) {
      const to = edgeTargets[edge]!;
      switch (edgeTypes[edge]) {
        case this.#types.property: {
          if (!this.#isPrototype(edgeNames[edge]!)) toldWords++;
          values.push(`${edgeNames[edge]!}:${this.#value(to)}`);
          break;
        }
        case this.#types.hidden:
          // A number that is not small, in a place of its own.
          if (typeOf(this.#raw, to) !== "number") return OTHER;
          toldWords++;
          values.push(`${edgeNames[edge]!}.${this.#value(to)}`);
          break;
        case this.#types.internal: {
          const name = strings.at(edgeNames[edge]!);
          if (name === "properties") isElsewhere = true;
          else if (name !== "map") return OTHER;
          values.push(name === "map" ? to : "");
          break;
        }
        default:
          return OTHER;
      }
    }
    const words = selfBytes[node]! / WORD_BYTES - HEADER_WORDS;
    const isTold = this.#hasNumbers || (!isElsewhere && toldWords === words);
    if (!isTold) return UNKNOWN;
    return toldWords === 0 ? OTHER : { kind: "known", key: values.join("\n") };
  }

  /** The first properties, as a program writes them. */
  sample(node: number): string {
    const properties = this.#edgesOf(node).filter((edge) => this.#raw.edgeTypes[edge] === this.#types.property);
    const shown = properties.map((edge) => ({ name: heapEdge(this.#raw, edge).name, edge })).filter(({ name }) => name !== "__proto__");
    const parts = shown
      .slice(0, SAMPLE_PROPERTIES)
      .map(({ name, edge }) => `${beginningOf(name)}: ${this.#sampleOf(this.#raw.edgeTargets[edge]!)}`);
    return beginningOf(`{ ${[...parts, ...(shown.length > SAMPLE_PROPERTIES ? ["…"] : [])].join(", ")} }`);
  }

  #sampleOf(node: number): string {
    const number = numberText(this.#raw, node);
    if (number !== undefined) return number;
    const { kind, text } = heapObject(this.#raw, node);
    return text === undefined ? kind : JSON.stringify(text);
  }

  /** Equal for equal values. */
  #value(node: number): string {
    switch (typeOf(this.#raw, node)) {
      case "number": {
        const number = numberText(this.#raw, node);
        return number === undefined ? `@${node}` : `number ${number}`;
      }
      case "string": {
        // V8 writes equal texts once.
        const place = this.#raw.nodeNames[node]!;
        return this.#isWhole(place) ? `text ${place}` : `@${node}`;
      }
      default:
        return `@${node}`;
    }
  }

  #edgesOf(node: number): number[] {
    const { firstEdges } = this.#raw;
    return Array.from({ length: firstEdges[node + 1]! - firstEdges[node]! }, (_, index) => firstEdges[node]! + index);
  }
}

/** Snapshots with numbers (`exposeNumericValues`) have a node for each small integer. */
function hasNumbers(raw: RawSnapshot): boolean {
  const number = raw.nodeTypeNames.indexOf("number");
  const isSmall = memoized(raw.strings.count, (place) => raw.strings.at(place) === "smi number");
  return raw.nodeTypes.some((type, node) => type === number && isSmall(raw.nodeNames[node]!));
}

/** The value of a number, where the snapshot has it. */
function numberText(raw: RawSnapshot, node: number): string | undefined {
  if (typeOf(raw, node) !== "number") return undefined;
  for (let edge = raw.firstEdges[node]!; edge < raw.firstEdges[node + 1]!; edge++) {
    if (heapEdge(raw, edge).name === "value") return nameOf(raw, raw.edgeTargets[edge]!);
  }
  return undefined;
}

function beginningOf(text: string): string {
  return text.length <= MAX_SAMPLE ? text : `${text.slice(0, MAX_SAMPLE).replace(/[\ud800-\udbff]$/, "")}…`;
}
