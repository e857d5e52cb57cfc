import type { AnyNode } from "acorn";
import { parse } from "acorn";
import { walk } from "./ast";

/** What code asks of the notebook by name. */
export interface NotebookNames {
  /** The variables: X of every `exports.X`. */
  readonly variables: ReadonlySet<string>;
  /** The packages: X of every `require("X")`. */
  readonly packages: ReadonlySet<string>;
  /** `exports` is used as a value, so that every variable may be meant. */
  readonly usesAll: boolean;
  /** `require` is used with something else than a text. */
  readonly requiresAny: boolean;
}

/** The names in the code of a cell, as the converter made it. */
export function namesInCell(javascript: string): NotebookNames {
  const source = `async function cell(exports, require) {\n${javascript}\n}`;
  const names = namesIn(parse(source, { ecmaVersion: "latest", allowHashBang: false }));
  const own = ownVariables(javascript);
  return { ...names, variables: new Set([...names.variables].filter((name) => !own.has(name))) };
}

/** The names in a piece of code that sees `exports` and `require` of the notebook. */
export function namesIn(root: AnyNode): NotebookNames {
  const variables = new Set<string>();
  const packages = new Set<string>();
  let usesAll = false;
  let requiresAny = false;
  walk(root, (node, parent) => {
    if (node.type !== "Identifier" || parent === undefined || isBinding(node, parent)) return undefined;
    if (node.name === "exports") {
      const name = variableIn(node, parent);
      if (name === undefined) usesAll = true;
      else variables.add(name);
    } else if (node.name === "require") {
      const name = packageIn(node, parent);
      if (name === undefined) requiresAny = true;
      else packages.add(name);
    }
    return undefined;
  });
  return { variables, packages, usesAll, requiresAny };
}

/** `exports.a = exports.b = void 0;`, which the converter writes first: variables that the cell declares itself. */
function ownVariables(javascript: string): Set<string> {
  const statement =
    /^(?:"use strict";\s*)?(?:Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);\s*)?((?:exports\.[\p{ID_Continue}$]+ = )+)void 0;/u.exec(
      javascript.trimStart(),
    );
  return new Set([...(statement?.[1] ?? "").matchAll(/exports\.([\p{ID_Continue}$]+) = /gu)].map(([, name]) => name!));
}

function variableIn(node: AnyNode, parent: AnyNode): string | undefined {
  if (parent.type === "MemberExpression" && parent.object === node) {
    if (!parent.computed && parent.property.type === "Identifier") return parent.property.name;
    return parent.property.type === "Literal" ? String(parent.property.value) : undefined;
  }
  if (parent.type === "CallExpression" && parent.arguments[0] === node && parent.callee.type === "MemberExpression") {
    const [, key] = parent.arguments;
    const { callee } = parent;
    const isDefinition =
      callee.object.type === "Identifier" &&
      callee.object.name === "Object" &&
      callee.property.type === "Identifier" &&
      callee.property.name === "defineProperty";
    if (isDefinition && key?.type === "Literal") return String(key.value);
  }
  return undefined;
}

function packageIn(node: AnyNode, parent: AnyNode): string | undefined {
  if (parent.type !== "CallExpression" || parent.callee !== node) return undefined;
  const [first] = parent.arguments;
  return parent.arguments.length === 1 && first?.type === "Literal" && typeof first.value === "string" ? first.value : undefined;
}

/** The name of a property, a parameter or a declaration is no use of a variable. */
function isBinding(node: AnyNode, parent: AnyNode): boolean {
  if (parent.type === "MemberExpression") return parent.property === node && !parent.computed;
  if (parent.type === "Property" || parent.type === "MethodDefinition" || parent.type === "PropertyDefinition")
    return parent.key === node && !parent.computed && parent.value !== node;
  return (
    (parent.type === "FunctionDeclaration" || parent.type === "FunctionExpression") &&
    parent.params.includes(node as never) &&
    parent.id !== node
  );
}
