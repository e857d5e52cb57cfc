import { CLOSE_BRACE, COLON, COMMA, isWhitespace, OPEN_BRACE, QUOTE } from "./characters";
import { Chunk, type Part } from "./chunk";
import { EdgeColumns } from "./edge-columns";
import { ParsedValue, SkippedValue } from "./json-value";
import { bytesFor, LayoutError, layoutOf, leastTextBytes, type Layout } from "./layout";
import { NodeColumns } from "./node-columns";
import type { RawSnapshot } from "./raw-snapshot";
import { RecordList } from "./record-list";
import { SnapshotError, SnapshotTooLargeError } from "./snapshot-error";
import { StringList } from "./string-list";

export interface SnapshotReaderOptions {
  /** A snapshot whose analysis takes more memory is refused when its header has been read: before anything is allocated. */
  readonly maxBytes?: number;
  /** How long the text is, where that is known: a header with counts that cannot be true is then refused too. */
  readonly textBytes?: number;
  /** Called now and then with the share of the graph that has been read, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** The lists of the graph, from the moment that their lengths are known. */
interface Graph {
  readonly layout: Layout;
  readonly nodes: NodeColumns;
  readonly edges: EdgeColumns;
  readonly nodeList: RecordList;
  readonly edgeList: RecordList;
}

type Place = "the beginning" | "a key or the end" | "a key" | "a colon" | "a value" | "a comma or the end" | "the end";

/**
 * Reads V8's heap snapshots (`v8.writeHeapSnapshot`, `HeapProfiler.takeHeapSnapshot`, Chrome DevTools) while their text comes, in pieces of
 * any size. It keeps the arrays of {@link RawSnapshot} and no text but the strings' bytes. Each fault is a {@link SnapshotError}; after one
 * the reader is of no further use.
 */
export class SnapshotReader {
  readonly #options: SnapshotReaderOptions;
  readonly #strings = new StringList();
  readonly #keys = new Set<string>();
  #graph: Graph | undefined;
  #place: Place = "the beginning";
  /** The part that is being read, such as a key or the value behind it. */
  #part: Part | undefined;
  #whenWhole: (() => void) | undefined;
  #key: string | undefined;
  #offset = 0;

  constructor(options: SnapshotReaderOptions = {}) {
    this.#options = options;
  }

  /** Reads the next bytes. They are not kept. */
  push(bytes: Uint8Array): void {
    const chunk = new Chunk(bytes, this.#offset);
    for (let at = 0; at < bytes.length;) at = this.#part === undefined ? this.#step(chunk, at) : this.#readPart(this.#part, chunk, at);
    this.#offset += bytes.length;
    if (this.#graph !== undefined) this.#options.onProgress?.(shareOf(this.#graph));
  }

  /** The snapshot, when all bytes have been pushed. */
  end(): RawSnapshot {
    if (this.#place !== "the end") throw new SnapshotError(this.#offset === 0 ? "it is empty" : "it ends too early", this.#offset);
    const { layout, nodes, edges } = this.#checkedGraph();
    return {
      nodeCount: layout.nodeCount,
      edgeCount: layout.edgeCount,
      nodeTypes: nodes.types,
      nodeTypeNames: layout.nodeTypeNames,
      nodeNames: nodes.names,
      nodeIds: nodes.ids,
      selfBytes: nodes.selfBytes,
      firstEdges: nodes.firstEdges,
      edgeTypes: edges.types,
      edgeTypeNames: layout.edgeTypeNames,
      edgeNames: edges.names,
      edgeTargets: edges.targets,
      strings: this.#strings,
    };
  }

  #readPart(part: Part, chunk: Chunk, at: number): number {
    const end = part.read(chunk, at);
    if (!part.isWhole) return end;
    this.#part = undefined;
    this.#whenWhole?.();
    return end;
  }

  #begin(part: Part, whenWhole?: () => void): void {
    this.#part = part;
    this.#whenWhole = whenWhole;
  }

  #beginParsed(take: (part: ParsedValue) => void): void {
    const part = new ParsedValue();
    this.#begin(part, () => take(part));
  }

  /** What stands between the parts: the outermost object of the text. */
  #step(chunk: Chunk, at: number): number {
    const byte = chunk.bytes[at]!;
    if (isWhitespace(byte)) return at + 1;
    const place = this.#place;
    if (place === "a value") {
      this.#beginValue(chunk.offset + at);
      this.#place = "a comma or the end";
      return at;
    }
    if (byte === QUOTE && (place === "a key or the end" || place === "a key")) {
      this.#beginParsed((key) => this.#takeKey(key));
      this.#place = "a colon";
      return at;
    }
    if (byte === OPEN_BRACE && place === "the beginning") this.#place = "a key or the end";
    else if (byte === COLON && place === "a colon") this.#place = "a value";
    else if (byte === COMMA && place === "a comma or the end") this.#place = "a key";
    else if (byte === CLOSE_BRACE && (place === "a comma or the end" || place === "a key or the end")) this.#place = "the end";
    else throw chunk.unexpected(at, place);
    return at + 1;
  }

  #beginValue(offset: number): void {
    switch (this.#key) {
      case "snapshot":
        return this.#beginParsed((header) => this.#takeHeader(header));
      case "nodes":
        return this.#begin(this.#graphAt(offset).nodeList);
      case "edges":
        return this.#begin(this.#graphAt(offset).edgeList);
      case "strings":
        return this.#begin(this.#strings);
      default:
        // What functions allocated, samples of a time line, where functions are: lists of which the graph needs nothing.
        return this.#begin(new SkippedValue());
    }
  }

  #graphAt(offset: number): Graph {
    if (this.#graph === undefined) throw new SnapshotError("its header does not come first", offset);
    return this.#graph;
  }

  #takeKey(part: ParsedValue): void {
    const key = String(parsed(part, "a key"));
    if (this.#keys.has(key)) throw new SnapshotError(`it has ${JSON.stringify(key)} twice`, part.offset);
    this.#keys.add(key);
    this.#key = key;
  }

  #takeHeader(part: ParsedValue): void {
    const layout = layoutAt(part);
    const { maxBytes = Infinity, textBytes = Infinity } = this.#options;
    if (leastTextBytes(layout) > textBytes) {
      const { nodeCount, edgeCount } = layout;
      throw new SnapshotError(`its header tells of ${nodeCount} nodes and ${edgeCount} edges, more than there is room for`, part.offset);
    }
    const neededBytes = bytesFor(layout);
    if (neededBytes > maxBytes) throw new SnapshotTooLargeError(neededBytes);
    this.#graph = graphOf(layout, neededBytes);
  }

  /** The graph, if all its lists have been read and agree. */
  #checkedGraph(): Graph {
    for (const key of ["snapshot", "nodes", "edges", "strings"]) {
      if (!this.#keys.has(key)) throw new SnapshotError(`it has no ${JSON.stringify(key)}`, this.#offset);
    }
    const graph = this.#graphAt(this.#offset);
    const { layout, nodes, edges } = graph;
    if (layout.nodeCount === 0) throw new SnapshotError("it has no nodes", this.#offset);
    if (nodes.edgesSoFar < layout.edgeCount) {
      throw new SnapshotError(`its nodes have ${nodes.edgesSoFar} edges of ${layout.edgeCount}`, this.#offset);
    }
    if (Math.max(nodes.largestName, edges.largestName) >= this.#strings.count) {
      throw new SnapshotError(`it has ${this.#strings.count} strings, and names that are not among them`, this.#offset);
    }
    return graph;
  }
}

function graphOf(layout: Layout, neededBytes: number): Graph {
  try {
    const nodes = new NodeColumns(layout);
    const edges = new EdgeColumns(layout);
    return { layout, nodes, edges, nodeList: new RecordList(nodes), edgeList: new RecordList(edges) };
  } catch (error) {
    // "Array buffer allocation failed", or a length that no array can have.
    if (error instanceof RangeError) throw new SnapshotTooLargeError(neededBytes, { cause: error });
    throw error;
  }
}

function layoutAt(part: ParsedValue): Layout {
  const header = parsed(part, "its header");
  try {
    return layoutOf(header);
  } catch (error) {
    if (error instanceof LayoutError) throw new SnapshotError(error.message, part.offset, { cause: error });
    throw error;
  }
}

function parsed(part: ParsedValue, what: string): unknown {
  try {
    return part.parse();
  } catch (error) {
    throw new SnapshotError(`${what} is not JSON`, part.offset, { cause: error });
  }
}

function shareOf({ layout, nodeList, edgeList }: Graph): number {
  const total = layout.nodeCount + layout.edgeCount;
  return total === 0 ? 1 : (nodeList.taken + edgeList.taken) / total;
}
