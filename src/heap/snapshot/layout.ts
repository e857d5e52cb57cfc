/** Which place in a record each field has that is read, and how many fields a record has. */
export interface NodeFields {
  readonly count: number;
  readonly type: number;
  readonly name: number;
  readonly id: number;
  readonly selfSize: number;
  readonly edgeCount: number;
}

/** {@link NodeFields} of an edge. */
export interface EdgeFields {
  readonly count: number;
  readonly type: number;
  readonly nameOrIndex: number;
  readonly toNode: number;
}

/** What the header of a snapshot says of the lists after it. Versions of V8 differ in their fields and types. */
export interface Layout {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly nodeFields: NodeFields;
  readonly edgeFields: EdgeFields;
  readonly nodeTypeNames: readonly string[];
  readonly edgeTypeNames: readonly string[];
}

/** The header is not one that can be read. */
export class LayoutError extends Error {
  override readonly name = "LayoutError";
}

/** What a node takes in memory while the graph is analysed, and an edge: the arrays of {@link RawSnapshot}, and those of the dominators. */
const BYTES_PER_NODE = 17 + 36;
const BYTES_PER_EDGE = 9 + 5;

/** Ordinals are kept in 32 bits, and some numbers mean none. */
const MAX_RECORDS = 2 ** 32 - 2;
/** Types are kept in 8 bits. */
const MAX_TYPES = 256;

type JsonObject = Readonly<Record<string, unknown>>;

/** The layout that a header tells. Throws {@link LayoutError}. */
export function layoutOf(header: unknown): Layout {
  const { meta, node_count, edge_count } = objectOf(header, "the header");
  const { node_fields, node_types, edge_fields, edge_types } = objectOf(meta, "meta");
  const nodeFields = textsOf(node_fields, "node_fields");
  const edgeFields = textsOf(edge_fields, "edge_fields");
  const nodeField = (name: string): number => placeOf(name, nodeFields, "nodes");
  const edgeField = (name: string): number => placeOf(name, edgeFields, "edges");
  return {
    nodeCount: countOf(node_count, "node_count"),
    edgeCount: countOf(edge_count, "edge_count"),
    nodeFields: {
      count: nodeFields.length,
      type: nodeField("type"),
      name: nodeField("name"),
      id: nodeField("id"),
      selfSize: nodeField("self_size"),
      edgeCount: nodeField("edge_count"),
    },
    edgeFields: {
      count: edgeFields.length,
      type: edgeField("type"),
      nameOrIndex: edgeField("name_or_index"),
      toNode: edgeField("to_node"),
    },
    nodeTypeNames: typesOf(node_types, nodeField("type"), "node_types"),
    edgeTypeNames: typesOf(edge_types, edgeField("type"), "edge_types"),
  };
}

/** About how much memory it takes to read and analyse the snapshot, besides its strings. */
export function bytesFor({ nodeCount, edgeCount }: Layout): number {
  return nodeCount * BYTES_PER_NODE + edgeCount * BYTES_PER_EDGE;
}

/** How long the text of the lists is at least: a digit and a comma for each field. */
export function leastTextBytes({ nodeCount, edgeCount, nodeFields, edgeFields }: Layout): number {
  return 2 * (nodeCount * nodeFields.count + edgeCount * edgeFields.count);
}

function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new LayoutError(`${what} is not an object`);
}

function countOf(value: unknown, what: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_RECORDS) return value as number;
  throw new LayoutError(`${what} is no count`);
}

function textsOf(value: unknown, what: string): readonly string[] {
  if (Array.isArray(value) && value.every((text) => typeof text === "string")) return value;
  throw new LayoutError(`${what} is not a list of names`);
}

function placeOf(name: string, fields: readonly string[], owner: string): number {
  const place = fields.indexOf(name);
  if (place < 0) throw new LayoutError(`${owner} have no field ${name}`);
  return place;
}

/** The names of the field `type`: the lists of types name a type for each field, and this field's is an enumeration. */
function typesOf(types: unknown, field: number, what: string): readonly string[] {
  const names = textsOf(Array.isArray(types) ? types[field] : undefined, what);
  if (names.length > MAX_TYPES) throw new LayoutError(`${what} has more than ${MAX_TYPES} types`);
  return names;
}
