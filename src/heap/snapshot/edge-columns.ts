import type { Layout } from "./layout";
import type { Fault, RecordSink } from "./record-list";

const MAX_UINT32 = 2 ** 32 - 1;

/** Types of edges whose name is a number itself, and no place in the strings. */
const NUMBERED: ReadonlySet<string> = new Set(["element", "hidden"]);

/** The edges of a snapshot, a column for each field. */
export class EdgeColumns implements RecordSink {
  readonly noun = "edges";
  readonly fieldCount: number;
  readonly recordCount: number;
  readonly types: Uint8Array;
  readonly names: Uint32Array;
  readonly targets: Uint32Array;
  readonly #layout: Layout;
  readonly #isNumbered: Uint8Array;
  #row = 0;
  #largestName = -1;

  constructor(layout: Layout) {
    const { edgeCount, edgeFields, edgeTypeNames } = layout;
    this.#layout = layout;
    this.#isNumbered = Uint8Array.from(edgeTypeNames, (name) => (NUMBERED.has(name) ? 1 : 0));
    this.fieldCount = edgeFields.count;
    this.recordCount = edgeCount;
    this.types = new Uint8Array(edgeCount);
    this.names = new Uint32Array(edgeCount);
    this.targets = new Uint32Array(edgeCount);
  }

  /** The last place in the strings that an edge is named by; -1 if none is. */
  get largestName(): number {
    return this.#largestName;
  }

  take(numbers: Float64Array, recordCount: number): Fault | undefined {
    const { edgeFields: fields, nodeFields, nodeCount } = this.#layout;
    const { types, names, targets } = this;
    const isNumbered = this.#isNumbered;
    const nodeLength = nodeFields.count;
    let row = this.#row;
    let largestName = this.#largestName;
    for (let at = 0; at < recordCount * fields.count; at += fields.count) {
      const type = numbers[at + fields.type]!;
      const name = numbers[at + fields.nameOrIndex]!;
      const toNode = numbers[at + fields.toNode]!;
      const target = Math.floor(toNode / nodeLength);
      if (type >= isNumbered.length) return { place: at + fields.type, what: `an edge has the type ${type} of ${isNumbered.length}` };
      if (name > MAX_UINT32)
        return { place: at + fields.nameOrIndex, what: "an edge's name is neither an index nor a place among the strings" };
      if (target >= nodeCount || target * nodeLength !== toNode) return { place: at + fields.toNode, what: "an edge leads to no node" };
      if (name > largestName && isNumbered[type] === 0) largestName = name;
      types[row] = type;
      names[row] = name;
      targets[row] = target;
      row++;
    }
    this.#row = row;
    this.#largestName = largestName;
    return undefined;
  }
}
