import type { RawSnapshot } from "../../../src/heap/snapshot/raw-snapshot";
import { SnapshotReader, type SnapshotReaderOptions } from "../../../src/heap/snapshot/snapshot-reader";

/** An edge of a snapshot drawn by hand. */
export interface DrawnEdge {
  /** The ordinal of the node it leads to. */
  readonly to: number;
  readonly type?: string;
  readonly name?: string | number;
}

/** A node of a snapshot drawn by hand. */
export interface DrawnNode {
  readonly type?: string;
  readonly name?: string;
  readonly id?: number;
  readonly self?: number;
  readonly edges?: readonly DrawnEdge[];
}

/** How the text is written. Versions of V8 differ in this. */
export interface Writing {
  readonly nodeFields?: readonly string[];
  readonly edgeFields?: readonly string[];
  /** What stands behind each record, before the comma. */
  readonly lineEnd?: string;
  /** What comes between the edges and the strings. */
  readonly between?: string;
}

export const NODE_TYPES: readonly string[] = ["hidden", "array", "string", "object", "code", "closure", "synthetic", "number", "native"];
export const EDGE_TYPES: readonly string[] = ["context", "element", "property", "internal", "hidden", "shortcut", "weak"];

const NODE_FIELDS = ["type", "name", "id", "self_size", "edge_count", "trace_node_id", "detachedness"];
const EDGE_FIELDS = ["type", "name_or_index", "to_node"];

/** The text of a snapshot with these nodes, as V8 writes it. */
export function snapshotText(nodes: readonly DrawnNode[], writing: Writing = {}): string {
  const { nodeFields = NODE_FIELDS, edgeFields = EDGE_FIELDS, lineEnd = "\n", between = '"trace_tree":[],\n"samples":[],\n' } = writing;
  const strings = new Map<string, number>();
  const placeOf = (text: string): number => {
    strings.set(text, strings.get(text) ?? strings.size);
    return strings.get(text)!;
  };
  const list = (records: readonly (readonly number[])[]): string =>
    `[${records.map((record) => record.join(",")).join(`${lineEnd},`)}${lineEnd}]`;
  const nodeRecords = nodes.map(({ type = "object", name = "", id, self = 0, edges = [] }, ordinal) => {
    const fields: Readonly<Record<string, number>> = {
      type: NODE_TYPES.indexOf(type),
      name: placeOf(name),
      id: id ?? 2 * ordinal + 1,
      self_size: self,
      edge_count: edges.length,
    };
    return nodeFields.map((field) => fields[field] ?? 0);
  });
  const edgeRecords = nodes.flatMap(({ edges = [] }) =>
    edges.map(({ to, type = "property", name = "" }) => {
      const fields: Readonly<Record<string, number>> = {
        type: EDGE_TYPES.indexOf(type),
        name_or_index: typeof name === "number" ? name : placeOf(name),
        to_node: to * nodeFields.length,
      };
      return edgeFields.map((field) => fields[field] ?? 0);
    }),
  );
  const meta = {
    node_fields: nodeFields,
    node_types: nodeFields.map((field) => (field === "type" ? NODE_TYPES : "number")),
    edge_fields: edgeFields,
    edge_types: edgeFields.map((field) => (field === "type" ? EDGE_TYPES : "number")),
  };
  const header = JSON.stringify({ meta, node_count: nodes.length, edge_count: edgeRecords.length });
  return `{"snapshot":${header},\n"nodes":${list(nodeRecords)},\n"edges":${list(edgeRecords)},\n${between}"strings":${JSON.stringify([...strings.keys()])}}\n`;
}

/** Reads a text in one piece, or in pieces that end at the places given. */
export function readText(text: string, options: SnapshotReaderOptions = {}, cuts: readonly number[] = []): RawSnapshot {
  const bytes = Buffer.from(text);
  const reader = new SnapshotReader(options);
  const places = [0, ...cuts, bytes.length];
  places.slice(1).forEach((end, index) => reader.push(bytes.subarray(places[index], end)));
  return reader.end();
}

/** The snapshot with these nodes. */
export function drawn(nodes: readonly DrawnNode[]): RawSnapshot {
  return readText(snapshotText(nodes));
}

/** What a snapshot says, as it would be drawn. */
export function drawingOf(raw: RawSnapshot): readonly Required<DrawnNode>[] {
  return Array.from({ length: raw.nodeCount }, (_, node) => ({
    type: raw.nodeTypeNames[raw.nodeTypes[node]!]!,
    name: raw.strings.at(raw.nodeNames[node]!),
    id: raw.nodeIds[node]!,
    self: raw.selfBytes[node]!,
    edges: Array.from({ length: raw.firstEdges[node + 1]! - raw.firstEdges[node]! }, (_, index) =>
      drawnEdge(raw, raw.firstEdges[node]! + index),
    ),
  }));
}

function drawnEdge(raw: RawSnapshot, edge: number): DrawnEdge {
  const type = raw.edgeTypeNames[raw.edgeTypes[edge]!]!;
  const name = raw.edgeNames[edge]!;
  return { to: raw.edgeTargets[edge]!, type, name: type === "element" || type === "hidden" ? name : raw.strings.at(name) };
}
