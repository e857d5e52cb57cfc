import type { HeapEdge, HeapObject } from "../model/heap-graph";
import { visibleWithin } from "./visible";

const MAX_NAME = 60;
const MAX_TEXT = 30;

/** The kind of the objects in which captured variables live. */
const CLOSURE_SCOPES = "closure scopes";

/** How an object holds another, as one writes it: `.rows`, `["a b"]`, `[3]`, ``captured `x` ``. Empty where V8's own reference says nothing. */
export function edgeText({ how, name }: HeapEdge): string {
  switch (how) {
    case "property":
      return /^[\p{ID_Start}$_#][\p{ID_Continue}$]*$/u.test(name)
        ? `.${visibleWithin(name, MAX_NAME)}`
        : `["${visibleWithin(name, MAX_NAME)}"]`;
    case "element":
      return `[${visibleWithin(name, MAX_NAME)}]`;
    case "variable":
      return `captured \`${visibleWithin(name, MAX_NAME)}\``;
    case "ephemeron":
      return `value for ${visibleWithin(name, MAX_NAME)} in a WeakMap`;
    case "weak":
      return "weakly";
    case "internal":
      return /^\d/.test(name) ? "" : visibleWithin(name, MAX_NAME);
  }
}

/** {@link edgeText} where there is room for a name only. */
export function edgeLabel(edge: HeapEdge): string {
  return edge.how === "variable" || edge.how === "ephemeron" ? edge.name : edgeText(edge);
}

/** What an object is: ``closure `cb` ``, `string "the beginning…"`, `Row`. */
export function objectText({ kind, text }: HeapObject): string {
  const [, closure] = /^closure ([^]*)$/.exec(kind) ?? [];
  if (closure !== undefined && kind !== CLOSURE_SCOPES) return `closure \`${visibleWithin(closure, MAX_NAME)}\``;
  const shown = visibleWithin(kind, MAX_NAME);
  return text === undefined ? shown : `${shown} "${visibleWithin(text, MAX_TEXT)}"`;
}
