import type { HeapTarget } from "../../model/heap-graph";

/** What a text asks for: `@1234` is an id, all else a name. */
export function targetOf(text: string): HeapTarget {
  const [, id] = /^@(\d{1,15})$/.exec(text) ?? [];
  return id === undefined ? { kind: "name", name: text } : { kind: "id", id: Number(id) };
}
