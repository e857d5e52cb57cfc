import type { HeapObject } from "../../model/heap-graph";
import type { RawSnapshot } from "../snapshot/raw-snapshot";
import type { DominatorTree } from "./dominators";
import { heapObject } from "./heap-object";
import { largest } from "./largest";
import { typeOf } from "./node-kinds";

/** V8 writes this much of a string into a snapshot (`--heap-snapshot-string-limit`). */
const TOLD_CHARACTERS = 1024;

/** A text that is put together of more is compared by nobody. */
const MOST_CHARACTERS = 2 ** 16;

/** Whether a text is sure to be all of a string. */
export function isWhole(text: string): boolean {
  return text.length < TOLD_CHARACTERS;
}

/** The whole text of a string; undefined if the snapshot does not have it: of a string cut out of another, and of what is longer than V8 tells. */
export function wholeText(raw: RawSnapshot, node: number): string | undefined {
  const parts: string[] = [];
  let length = 0;
  const pending = [node];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const type = typeOf(raw, at);
    if (type === "concatenated string") {
      const halves = halvesOf(raw, at);
      if (halves === undefined) return undefined;
      pending.push(halves.second, halves.first);
    } else if (type === "string") {
      const text = raw.strings.at(raw.nodeNames[at]!);
      length += text.length;
      if (!isWhole(text) || length >= MOST_CHARACTERS) return undefined;
      parts.push(text);
    } else {
      return undefined;
    }
  }
  return parts.join("");
}

/** The strings that take the most bytes themselves, without what they are made of. */
export function largestStrings(raw: RawSnapshot, limit: number, tree?: DominatorTree, isCounted?: Uint8Array): readonly HeapObject[] {
  const isString = Uint8Array.from(raw.nodeTypeNames, (name) => (name === "string" ? 1 : 0));
  return largest(raw.nodeCount, limit, (node) =>
    isString[raw.nodeTypes[node]!] === 1 && isCounted?.[node] !== 0 ? raw.selfBytes[node]! : 0,
  ).map((node) => heapObject(raw, node, tree));
}

/** The two strings that make one. */
function halvesOf(raw: RawSnapshot, node: number): { first: number; second: number } | undefined {
  let first: number | undefined;
  let second: number | undefined;
  for (let edge = raw.firstEdges[node]!; edge < raw.firstEdges[node + 1]!; edge++) {
    if (raw.edgeTypeNames[raw.edgeTypes[edge]!] !== "internal") continue;
    const name = raw.strings.at(raw.edgeNames[edge]!);
    if (name === "first") first = raw.edgeTargets[edge]!;
    else if (name === "second") second = raw.edgeTargets[edge]!;
  }
  return first === undefined || second === undefined ? undefined : { first, second };
}
