import type { Layout } from "./layout";
import type { Fault, RecordSink } from "./record-list";

const MAX_UINT32 = 2 ** 32 - 1;

/** The nodes of a snapshot, a column for each field. */
export class NodeColumns implements RecordSink {
  readonly noun = "nodes";
  readonly fieldCount: number;
  readonly recordCount: number;
  readonly types: Uint8Array;
  readonly names: Uint32Array;
  readonly ids: Uint32Array;
  readonly firstEdges: Uint32Array;
  readonly #layout: Layout;
  #selfBytes: Uint32Array | Float64Array;
  #row = 0;
  #edgesSoFar = 0;
  #largestName = -1;

  constructor(layout: Layout) {
    const { nodeCount, nodeFields } = layout;
    this.#layout = layout;
    this.fieldCount = nodeFields.count;
    this.recordCount = nodeCount;
    this.types = new Uint8Array(nodeCount);
    this.names = new Uint32Array(nodeCount);
    this.ids = new Uint32Array(nodeCount);
    this.firstEdges = new Uint32Array(nodeCount + 1);
    this.#selfBytes = new Uint32Array(nodeCount);
  }

  get selfBytes(): Uint32Array | Float64Array {
    return this.#selfBytes;
  }

  /** The last place in the strings that a node is named by; -1 if there is no node. */
  get largestName(): number {
    return this.#largestName;
  }

  /** How many edges the nodes have that have been taken. */
  get edgesSoFar(): number {
    return this.#edgesSoFar;
  }

  take(numbers: Float64Array, recordCount: number): Fault | undefined {
    const { nodeFields: fields, nodeTypeNames, edgeCount } = this.#layout;
    const { types, names, ids, firstEdges } = this;
    const typeCount = nodeTypeNames.length;
    let selfBytes = this.#selfBytes;
    let row = this.#row;
    let edges = this.#edgesSoFar;
    for (let at = 0; at < recordCount * fields.count; at += fields.count) {
      const type = numbers[at + fields.type]!;
      const name = numbers[at + fields.name]!;
      const id = numbers[at + fields.id]!;
      const self = numbers[at + fields.selfSize]!;
      if (type >= typeCount) return { place: at + fields.type, what: `a node has the type ${type} of ${typeCount}` };
      if (name > MAX_UINT32) return { place: at + fields.name, what: "a node's name is no place among the strings" };
      if (id > MAX_UINT32) return { place: at + fields.id, what: "a node's id is larger than V8's ids are" };
      if (self > MAX_UINT32) {
        if (self > Number.MAX_SAFE_INTEGER) return { place: at + fields.selfSize, what: "a node's size is no size" };
        selfBytes = Float64Array.from(selfBytes);
        this.#selfBytes = selfBytes;
      }
      if (name > this.#largestName) this.#largestName = name;
      types[row] = type;
      names[row] = name;
      ids[row] = id;
      selfBytes[row] = self;
      edges += numbers[at + fields.edgeCount]!;
      if (edges > edgeCount) return { place: at + fields.edgeCount, what: `the nodes have more edges than the header's ${edgeCount}` };
      firstEdges[++row] = edges;
    }
    this.#row = row;
    this.#edgesSoFar = edges;
    return undefined;
  }
}
