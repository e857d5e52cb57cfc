import type { RawSnapshot } from "../snapshot/raw-snapshot";
import { heapEdge } from "./edges";
import { nameOf, typeOf } from "./node-kinds";

/** Something that V8 keeps alive by itself, and with it what it holds. */
export interface SnapshotRoot {
  readonly node: number;
  readonly name: string;
  /** Whether `node` is an object itself, not only a name over objects. */
  readonly isObject: boolean;
  /**
   * Whether to name it only where nothing else holds an object: it does so for a moment, while a function runs or a debugger looks, or not
   * really, like V8's tables of strings, whose edges a snapshot has as strong ones.
   */
  readonly isLastResort: boolean;
}

/** V8's roots (`RootVisitor` in V8's `src/objects/visitors.h`) under names that say what holds. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["(Strong roots)", "V8 itself"],
  ["(Read-only roots)", "V8 itself"],
  ["(Builtins)", "V8's built-in functions"],
  ["(Bootstrapper)", "V8 itself"],
  ["(Stack roots)", "a function that is running"],
  ["(Handle scope)", "native code that is running"],
  ["(Global handles)", "native code"],
  ["(Traced handles)", "native code"],
  ["(Eternal handles)", "native code"],
  ["(Compilation cache)", "V8's cache of compiled code"],
  ["(Startup object cache)", "V8's start-up snapshot"],
  ["(Debugger)", "a debugger"],
  ["(Internalized strings)", "V8's table of names"],
  ["(External strings)", "V8's table of external strings"],
]);

const LAST_RESORTS: ReadonlySet<string> = new Set([
  "(Stack roots)",
  "(Handle scope)",
  "(Relocatable)",
  "(Debugger)",
  "(Internalized strings)",
  "(External strings)",
]);

/**
 * The roots of a snapshot: what hangs on its first node, where `(GC roots)` stands for its own parts, and a realm (in Node 26) for its global
 * object and itself.
 */
export function rootsOf(raw: RawSnapshot): readonly SnapshotRoot[] {
  const roots = new Map<number, SnapshotRoot>();
  for (const node of strongTargets(raw, 0)) {
    const parts = nameOf(raw, node) === "(GC roots)" ? strongTargets(raw, node) : [...globalsOf(raw, node), node];
    for (const part of parts) if (!roots.has(part)) roots.set(part, rootOf(raw, part));
  }
  return [...roots.values()];
}

/** The roots that are global objects. */
export function globalObjects(raw: RawSnapshot): readonly number[] {
  return rootsOf(raw).flatMap(({ node, name }) => (name === GLOBAL_OBJECT ? [node] : []));
}

const GLOBAL_OBJECT = "the global object";
const REALM = "system / NativeContext";

function rootOf(raw: RawSnapshot, node: number): SnapshotRoot {
  const name = nameOf(raw, node);
  if (name === REALM) return { node, name: "a realm", isObject: true, isLastResort: false };
  if (typeOf(raw, node) !== "synthetic") return { node, name: GLOBAL_OBJECT, isObject: true, isLastResort: false };
  const human = NAMES.get(name) ?? (name.startsWith("(") ? `V8: ${name.slice(1, -1)}` : name);
  return { node, name: human, isObject: false, isLastResort: LAST_RESORTS.has(name) };
}

function globalsOf(raw: RawSnapshot, node: number): number[] {
  if (nameOf(raw, node) !== REALM) return [];
  const globals: number[] = [];
  for (let edge = raw.firstEdges[node]!; edge < raw.firstEdges[node + 1]!; edge++) {
    const { how, name } = heapEdge(raw, edge);
    if (how === "internal" && name === "global_object") globals.push(raw.edgeTargets[edge]!);
  }
  return globals;
}

function strongTargets({ firstEdges, edgeTypes, edgeTypeNames, edgeTargets }: RawSnapshot, node: number): number[] {
  const weak = edgeTypeNames.indexOf("weak");
  const edges = Array.from({ length: firstEdges[node + 1]! - firstEdges[node]! }, (_, index) => firstEdges[node]! + index);
  return edges.filter((edge) => edgeTypes[edge] !== weak).map((edge) => edgeTargets[edge]!);
}
