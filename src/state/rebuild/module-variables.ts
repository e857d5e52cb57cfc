import { UNINITIALIZED } from "../graph/values";
import type { Inspector } from "../live/inspector";
import { liveScopes } from "./align";
import type { Nodes } from "./nodes";

/**
 * Gives the variables that functions of packages share the values that they have in the notebook, where they are others after the packages were
 * loaded anew. What V8 does not let be set stays as it is: the verification tells.
 */
export function setModuleVariables(nodes: Nodes, inspector: Inspector): void {
  const { functions } = nodes.description.meta;
  const settled = new Set<number>();
  for (const id of nodes.foundIds) {
    if (nodes.form(id).brand !== "closure") continue;
    const { module, scopes, text } = functions[nodes.readAt(id).number()]!;
    // A class cannot be called, and so not be stopped where its variables are in sight.
    if (module === undefined || module.startsWith("node:") || text.startsWith("class")) continue;
    const fn = nodes.object(id) as () => unknown;
    scopes.forEach((scope, depth) => {
      if (settled.has(scope)) return;
      settled.add(scope);
      const differing = differencesOf(nodes, scope, liveScopes(inspector, fn)[depth]?.variables ?? {});
      if (differing.size > 0) inspector.setVariables(fn, depth, differing);
    });
  }
}

function differencesOf(nodes: Nodes, scope: number, live: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const { node, names } = nodes.description.meta.scopes[scope]!;
  const reader = nodes.readAt(node);
  const differing = new Map<string, unknown>();
  for (const name of names) {
    const value = reader.read();
    if (value !== UNINITIALIZED && !Object.is(live[name], value)) differing.set(name, value);
  }
  return differing;
}
