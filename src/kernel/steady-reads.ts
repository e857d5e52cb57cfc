import { type AnyNode, parse } from "acorn";
import type { SteadyRead } from "../model/program";
import { isFunction, walk } from "../state/code/ast";

/** Code that may assign any variable of the notebook, or that cannot be read. */
const ANY = "any";

/** Variables of the notebook, by name; or all of them. */
export type Names = ReadonlySet<string> | typeof ANY;

/**
 * Which variables of a notebook the functions of its cells can assign. What a cell assigns at its top level it has assigned when it has run; what
 * stands in a function may be assigned whenever somebody calls it.
 */
export class AssignedByFunctions {
  /** Code that was not looked into yet: it takes a millisecond a cell, and most notebooks never need it. */
  #unread: string[] = [];
  #names: Set<string> | typeof ANY = new Set();

  /** Takes the code of a cell, as the converter made it. */
  add(javascript: string): void {
    if (this.#names !== ANY) this.#unread.push(javascript);
  }

  /** Code has run that nobody has shown to {@link add}. */
  giveUp(): void {
    this.#names = ANY;
    this.#unread = [];
  }

  get names(): Names {
    for (const javascript of this.#unread.splice(0)) this.#take(javascript);
    return this.#names;
  }

  #take(javascript: string): void {
    const names = assignedIn(javascript, "in functions");
    if (names === ANY) return this.giveUp();
    if (this.#names !== ANY) for (const name of names) this.#names.add(name);
  }
}

/** The variables that code assigns: wherever that stands in it, or in its functions only. */
export function assignedIn(javascript: string, where: "anywhere" | "in functions"): Names {
  const root = parsed(javascript);
  return root === undefined ? ANY : assignedBelow(root, where);
}

/**
 * The places at which code reads variables of the notebook that nothing assigns while it runs: neither the code itself nor what is `assigned`
 * by others. Not those of calls, which give their function the variables as `this`.
 */
export function steadyReads(javascript: string, assigned: readonly Names[]): readonly SteadyRead[] {
  const root = parsed(javascript);
  const changing = root === undefined ? ANY : union([...assigned, assignedBelow(root, "anywhere")]);
  const reads: SteadyRead[] = [];
  if (root === undefined || changing === ANY) return reads;
  walk(root, (node, parent) => {
    const name = variableOf(node);
    const isCallee = parent !== undefined && (("callee" in parent && parent.callee === node) || ("tag" in parent && parent.tag === node));
    if (name !== undefined && !isCallee && !changing.has(name)) reads.push({ name, start: node.start, end: node.end });
    return undefined;
  });
  return reads;
}

function union(all: readonly Names[]): Names {
  const names = new Set<string>();
  for (const some of all) {
    if (some === ANY) return ANY;
    for (const name of some) names.add(name);
  }
  return names;
}

/** Undefined for what no parser of JavaScript takes, such as a `return` at the top level: its own run will say so. */
function parsed(javascript: string): AnyNode | undefined {
  try {
    return parse(javascript, { ecmaVersion: "latest", sourceType: "script", allowAwaitOutsideFunction: true });
  } catch {
    return undefined;
  }
}

function assignedBelow(root: AnyNode, where: "anywhere" | "in functions"): Names {
  const names = new Set<string>();
  const opaque: AnyNode[] = [];
  const visit = (node: AnyNode, isInFunction: boolean): void => {
    walk(node, (each, parent) => {
      if (!isInFunction && each !== node && (isFunction(each) || each.type === "PropertyDefinition")) {
        visit(each, true);
        return false;
      }
      if (isOpaque(each, parent)) opaque.push(each);
      if (isInFunction || where === "anywhere") for (const name of targetsOf(each)) names.add(name);
      return undefined;
    });
  };
  visit(root, false);
  return opaque.length > 0 ? ANY : names;
}

/** A direct eval, or `exports` used as a value: what comes of it is not seen in the code. The converter itself passes it to defineProperty, at the top. */
function isOpaque(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (node.type !== "Identifier") return false;
  if (node.name === "eval") return parent?.type === "CallExpression" && parent.callee === node;
  if (node.name !== "exports" || parent === undefined) return false;
  if (parent.type === "MemberExpression") return parent.computed;
  return !(parent.type === "CallExpression" && isDefineProperty(parent.callee) && parent.arguments[0] === node);
}

function isDefineProperty(callee: AnyNode): boolean {
  return callee.type === "MemberExpression" && callee.property.type === "Identifier" && callee.property.name === "defineProperty";
}

/** The variables that a node itself assigns: `exports.x = …`, `exports.x++`, `[exports.x] = …`, `for (exports.x of …)`, `delete exports.x`. */
function targetsOf(node: AnyNode): readonly string[] {
  switch (node.type) {
    case "AssignmentExpression":
    case "ForInStatement":
    case "ForOfStatement":
      return variablesIn(node.left);
    case "UpdateExpression":
      return variablesIn(node.argument);
    case "UnaryExpression":
      return node.operator === "delete" ? variablesIn(node.argument) : [];
    case "CallExpression":
      return definedBy(node.callee, node.arguments);
    default:
      return [];
  }
}

function definedBy(callee: AnyNode, [object, key]: readonly AnyNode[]): readonly string[] {
  const isDefinition = isDefineProperty(callee) && object?.type === "Identifier" && object.name === "exports";
  return isDefinition && key?.type === "Literal" ? [String(key.value)] : [];
}

/** All variables in a target, also those of its computed keys and defaults, which does no harm. */
function variablesIn(target: AnyNode): readonly string[] {
  const names: string[] = [];
  walk(target, (node) => {
    const name = variableOf(node);
    if (name !== undefined) names.push(name);
    return undefined;
  });
  return names;
}

/** `exports.name`. */
function variableOf(node: AnyNode): string | undefined {
  const isVariable = node.type === "MemberExpression" && node.object.type === "Identifier" && node.object.name === "exports";
  return isVariable && !node.computed && node.property.type === "Identifier" ? node.property.name : undefined;
}
