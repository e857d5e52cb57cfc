import type { HeapTarget, NotebookVariable } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import type { DominatorTree } from "./dominators";
import { nodeKinds, typeOf } from "./node-kinds";
import { ordinalOf } from "./ordinals";

/** Finds the objects that a question names. */
export class Targets {
  readonly #raw: RawSnapshot;
  readonly #tree: DominatorTree;
  readonly #variables: readonly NotebookVariable[];

  constructor(raw: RawSnapshot, tree: DominatorTree, variables: readonly NotebookVariable[]) {
    this.#raw = raw;
    this.#tree = tree;
    this.#variables = variables;
  }

  /** Of an id, or of the value of a variable; undefined of a class. Who names a class that is a variable and has objects means these. */
  idOf(target: HeapTarget): number | undefined {
    if (target.kind === "id") return target.id;
    const id = this.#variables.find(({ name }) => name === target.name)?.id;
    return id !== undefined && this.#isClassWithObjects(id, target.name) ? undefined : id;
  }

  /** The id of the object of a kind that retains most. */
  largestOf(kind: string): number | undefined {
    const { names, places } = nodeKinds(this.#raw);
    const wanted = names.indexOf(kind);
    const { retainedBytes, isReachable } = this.#tree;
    let largest: number | undefined;
    places.forEach((place, node) => {
      if (place !== wanted || isReachable[node] === 0) return;
      if (largest === undefined || retainedBytes[node]! > retainedBytes[largest]!) largest = node;
    });
    return largest === undefined ? undefined : this.#raw.nodeIds[largest];
  }

  /** V8 may give the name of a class to its prototype, too. */
  #isClassWithObjects(id: number, name: string): boolean {
    const { nodeTypes, nodeTypeNames, nodeNames, strings } = this.#raw;
    const variable = ordinalOf(this.#raw, id)!;
    if (typeOf(this.#raw, variable) !== "closure") return false;
    const object = nodeTypeNames.indexOf("object");
    const prototype = propertyOf(this.#raw, variable, "prototype");
    const { isReachable } = this.#tree;
    return nodeTypes.some(
      (type, node) => type === object && node !== prototype && isReachable[node] === 1 && strings.at(nodeNames[node]!) === name,
    );
  }
}

function propertyOf(raw: RawSnapshot, node: number, name: string): number | undefined {
  const { firstEdges, edgeTypes, edgeNames, edgeTargets, edgeTypeNames, strings } = raw;
  const property = edgeTypeNames.indexOf("property");
  for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
    if (edgeTypes[edge] === property && strings.at(edgeNames[edge]!) === name) return edgeTargets[edge];
  }
  return undefined;
}
