/** The strings of a snapshot, decoded when they are asked for. */
export interface StringTable {
  readonly count: number;
  /** The string at a place, with its escapes undone; surrogates without a partner stay what they are. */
  at(place: number): string;
  /** How long the string is in the snapshot's text, with its escapes: at least as long as the string. Decodes nothing. */
  textBytes(place: number): number;
}

/**
 * A heap snapshot as typed arrays. A node is known by its ordinal: the fields of node `n` are at `n` of each array, and
 * the edges that leave it are `firstEdges[n] .. firstEdges[n + 1]`. Node 0 is the root.
 */
export interface RawSnapshot {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Places in `nodeTypeNames`. */
  readonly nodeTypes: Uint8Array;
  /** V8's own, such as `object`, `closure`, `string`. */
  readonly nodeTypeNames: readonly string[];
  /** Places in `strings`. */
  readonly nodeNames: Uint32Array;
  /** Those that Chrome DevTools shows as `@id`. */
  readonly nodeIds: Uint32Array;
  /** Of 64 bits only where some object, such as the memory behind a large ArrayBuffer, has 4 GiB or more. */
  readonly selfBytes: Uint32Array | Float64Array;
  /** One more than there are nodes: the last is the number of edges. */
  readonly firstEdges: Uint32Array;
  /** Places in `edgeTypeNames`. */
  readonly edgeTypes: Uint8Array;
  /** V8's own: `context`, `element`, `property`, `internal`, `hidden`, `shortcut`, `weak`. */
  readonly edgeTypeNames: readonly string[];
  /** A place in `strings`; of an `element` or a `hidden` edge, the index itself. */
  readonly edgeNames: Uint32Array;
  /** Ordinals of nodes. */
  readonly edgeTargets: Uint32Array;
  readonly strings: StringTable;
}
