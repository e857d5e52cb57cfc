import type { AnyNode } from "acorn";

/** The nodes directly below a node, in the order of the text. */
export function* childrenOf(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield item;
    } else if (isNode(value)) yield value;
  }
}

/** Visits a node and all below it, outermost first; not what is below a node for which `visit` returns false. */
export function walk(node: AnyNode, visit: (node: AnyNode, parent: AnyNode | undefined) => boolean | undefined, parent?: AnyNode): void {
  if (visit(node, parent) === false) return;
  for (const child of childrenOf(node)) walk(child, visit, node);
}

/** Whether a node is a function of any form; of a method, it is the node below the method's. */
export function isFunction(node: AnyNode): boolean {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression";
}

/** Whether a node is a class. */
export function isClass(node: AnyNode): boolean {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
