import type { RawSnapshot } from "../../../src/heap/snapshot/raw-snapshot";

/** What a drawn node is, where it is not an object of 16 bytes whose class is its own name. */
export interface DrawnNode {
  readonly type?: string;
  readonly name?: string;
  readonly bytes?: number;
}

/** A snapshot made from a drawing. */
export interface Drawing {
  readonly raw: RawSnapshot;
  node(key: string): number;
  id(key: string): number;
}

export interface DrawnEdge {
  readonly from: string;
  readonly type: string;
  readonly name: string | number;
  readonly to: string;
}

const NODE_TYPES = "hidden array string object code closure regexp number native synthetic"
  .split(" ")
  .concat("concatenated string", "object shape");
const EDGE_TYPES = "context element property internal hidden shortcut weak".split(" ");

/**
 * A snapshot from lines such as `root -> a -x-> b -[3]-> c`. The word in an arrow is a property; `[3]` an element, `{x}` a captured variable,
 * `(x)` an internal reference, `~` a weak one, `!` a shortcut; nothing a hidden one. The first node of the first line is the root.
 */
export function draw(text: string, nodes: Readonly<Record<string, DrawnNode>> = {}): Drawing {
  const edges: DrawnEdge[] = [];
  const keys: string[] = [];
  for (const line of text
    .split("\n")
    .map((one) => one.trim())
    .filter((one) => one !== "")) {
    const [first = "", ...rest] = line.split(/ -(.*?)-?> /);
    keys.push(first);
    let from = first;
    for (let index = 0; index < rest.length; index += 2) {
      const to = rest[index + 1]!;
      edges.push({ from, ...edgeOf(rest[index]!), to });
      keys.push(to);
      from = to;
    }
  }
  return build([...new Set(keys)], edges, nodes);
}

/** A snapshot of nodes, the first of which is the root, and of edges in any order. */
export function build(keys: readonly string[], edges: readonly DrawnEdge[], nodes: Readonly<Record<string, DrawnNode>> = {}): Drawing {
  const places = new Map(keys.map((key, index) => [key, index]));
  const strings: string[] = [];
  const placeOf = (string: string) => (strings.includes(string) ? strings.indexOf(string) : strings.push(string) - 1);
  const sorted = keys.flatMap((key) => edges.filter(({ from }) => from === key));
  const node = (key: string) => {
    const place = places.get(key);
    if (place === undefined) throw new RangeError(`There is no node ${key}.`);
    return place;
  };
  const id = (key: string) => 2 * node(key) + 1;
  let edgeCount = 0;
  const raw: RawSnapshot = {
    nodeCount: keys.length,
    edgeCount: edges.length,
    nodeTypes: Uint8Array.from(keys, (key, index) =>
      NODE_TYPES.indexOf(nodes[key]?.type ?? (index === 0 || key.startsWith("(") ? "synthetic" : "object")),
    ),
    nodeTypeNames: NODE_TYPES,
    nodeNames: Uint32Array.from(keys, (key) => placeOf(nodes[key]?.name ?? key)),
    nodeIds: Uint32Array.from(keys, id),
    selfBytes: Uint32Array.from(keys, (key, index) => nodes[key]?.bytes ?? (index === 0 || key.startsWith("(") ? 0 : 16)),
    firstEdges: Uint32Array.from([0, ...keys.map((key) => (edgeCount += sorted.filter(({ from }) => from === key).length))]),
    edgeTypes: Uint8Array.from(sorted, ({ type }) => EDGE_TYPES.indexOf(type)),
    edgeTypeNames: EDGE_TYPES,
    edgeNames: Uint32Array.from(sorted, ({ name }) => (typeof name === "number" ? name : placeOf(withIds(name, id)))),
    edgeTargets: Uint32Array.from(sorted, ({ to }) => node(to)),
    strings: { count: strings.length, at: (place) => strings[place]!, textBytes: (place) => Buffer.byteLength(strings[place]!) },
  };
  return { raw, node, id };
}

/** The two edges that V8 makes of a WeakMap's entry. */
export function weakMapEntry(key: string, table: string, value: string): DrawnEdge[] {
  const name = `part of key (Key @<${key}>) -> value (Value @<${value}>) pair in WeakMap (table @<${table}>)`;
  return [
    { from: key, type: "internal", name: `1 / ${name}`, to: value },
    { from: table, type: "internal", name: `7 / ${name}`, to: value },
  ];
}

function withIds(name: string, id: (key: string) => number): string {
  return name.replace(/@<(.*?)>/g, (_, key: string) => `@${id(key)}`);
}

function edgeOf(arrow: string): { type: string; name: string | number } {
  if (arrow === "" || arrow === "-") return { type: "hidden", name: 1 };
  if (arrow === "~") return { type: "weak", name: "weak" };
  if (arrow === "!") return { type: "shortcut", name: "shortcut" };
  const inside = arrow.slice(1, -1);
  if (arrow.startsWith("[")) return { type: "element", name: Number(inside) };
  if (arrow.startsWith("{")) return { type: "context", name: inside };
  if (arrow.startsWith("(")) return { type: "internal", name: inside };
  return { type: "property", name: arrow };
}
