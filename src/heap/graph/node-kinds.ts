import { ARRAY_BUFFER_MEMORY, kindOfClass } from "../kinds";
import type { RawSnapshot } from "../snapshot/raw-snapshot";

/** Kinds that V8's type of a node alone tells. */
const KIND_OF_TYPE: Readonly<Record<string, string>> = {
  string: "string",
  "concatenated string": "string",
  "sliced string": "string",
  number: "number (boxed)",
  closure: "closure",
  code: "code",
  regexp: "RegExp",
  symbol: "symbol",
  bigint: "bigint",
  "object shape": "object shapes",
  "wasm object": "WebAssembly object",
};

/** Kinds of nodes to which V8 gives a name of its own; the names of the class table are used where it has the same. */
const KIND_OF_NAME: Readonly<Record<string, string>> = {
  "system / Context": "closure scopes",
  "system / NativeContext": "closure scopes",
  "system / PropertyArray": "object storage",
  "(object properties)": "object storage",
  "(object elements)": "array storage",
  "system / Map": "object shapes",
  "system / DescriptorArray": "object shapes",
  "system / JSProxy": "Proxy",
  "system / JSArrayBufferData": ARRAY_BUFFER_MEMORY.name,
  "system / ExternalStringData": "external strings (outside the heap)",
};

/** What a node is, under a name that says it to a JavaScript programmer: its class, or a human name for one of V8's types. */
export function kindOf(raw: RawSnapshot, node: number): string {
  return kindOfNode(typeOf(raw, node), () => nameOf(raw, node));
}

/** V8's own type of a node. */
export function typeOf({ nodeTypeNames, nodeTypes }: RawSnapshot, node: number): string {
  return nodeTypeNames[nodeTypes[node]!]!;
}

/** V8's own name of a node: of an object its class, of a closure its function, of a string its text. */
export function nameOf({ nodeNames, strings }: RawSnapshot, node: number): string {
  return strings.at(nodeNames[node]!);
}

/** The kinds of all nodes, each name once. */
export interface NodeKinds {
  readonly names: readonly string[];
  /** For each node a place in `names`. */
  readonly places: Uint32Array;
}

/** {@link kindOf} of all nodes at once: each type and name is looked at once only. */
export function nodeKinds(raw: RawSnapshot): NodeKinds {
  const { nodeCount, nodeTypes, nodeTypeNames, nodeNames, strings } = raw;
  const placeOfKind = new Map<string, number>();
  const places = new Uint32Array(nodeCount);
  // For each type the place of each name, plus one: 0 is not known yet. A type whose names do not matter has a single entry.
  const known = nodeTypeNames.map((type) => new Uint32Array(type in KIND_OF_TYPE ? 1 : strings.count));
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeTypes[node]!;
    const ofType = known[type]!;
    const name = ofType.length === 1 ? 0 : nodeNames[node]!;
    if (ofType[name] === 0) ofType[name] = placeIn(placeOfKind, kindOf(raw, node)) + 1;
    places[node] = ofType[name]! - 1;
  }
  return { names: [...placeOfKind.keys()], places };
}

function placeIn(places: Map<string, number>, kind: string): number {
  const place = places.get(kind) ?? places.size;
  places.set(kind, place);
  return place;
}

function kindOfNode(type: string, name: () => string): string {
  const ofType = KIND_OF_TYPE[type];
  if (ofType !== undefined) return ofType;
  const given = name();
  const ofName = Object.hasOwn(KIND_OF_NAME, given) ? KIND_OF_NAME[given] : undefined;
  if (ofName !== undefined) return ofName;
  switch (type) {
    case "object":
      return given === "" ? "(anonymous class)" : kindOfClass(given).name;
    case "array":
      return given === "" ? "internal array" : given;
    case "hidden":
      return `${given.replace("system / ", "")} (V8)`;
    case "synthetic":
      return given === "" ? "(root)" : given;
    default:
      return given === "" ? type : given;
  }
}
