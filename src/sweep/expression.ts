import { type BinaryExpression, type CallExpression, type Expression, type MemberExpression, parseExpressionAt } from "acorn";

/** Numbers and truth values: all that an expression is about. */
export type Value = number | boolean;

/** An expression of arithmetic that was read, and can be evaluated many times. No code of the user's runs. */
export interface Arithmetic {
  /** The names that it asks for, such as `chunk` or `law.bytesPerUnit`, each once. */
  readonly names: readonly string[];
  /** Its value, given those of its names. */
  evaluate(valueOf: (name: string) => Value): Value;
}

/** An expression cannot be read; the message says where and why. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}

/**
 * Reads an expression in JavaScript's syntax: numbers, names with dots, `+ - * / % **`, comparisons, `&& || !`, brackets, and functions of `Math`
 * such as `Math.log2(n)`, with or without the `Math.`.
 *
 * @throws ExpressionError for anything else.
 */
export function readArithmetic(text: string): Arithmetic {
  const root = parse(text);
  const names = new Set<string>();
  const evaluate = compile(root, text, names);
  return { names: [...names], evaluate };
}

type Evaluate = (valueOf: (name: string) => Value) => Value;

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = Object.fromEntries(
  (["abs", "cbrt", "ceil", "exp", "floor", "log", "log10", "log2", "max", "min", "pow", "round", "sign", "sqrt", "trunc"] as const).map(
    (name) => [name, Math[name]],
  ),
);

const BINARY: Readonly<Record<string, (a: number, b: number) => Value>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "**": (a, b) => a ** b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "===": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "!==": (a, b) => a !== b,
};

function parse(text: string): Expression {
  let root: Expression;
  try {
    root = parseExpressionAt(text, 0, { ecmaVersion: 2022 });
  } catch (error) {
    throw new ExpressionError(`"${text}" is no expression: ${(error as Error).message}`);
  }
  const rest = text.slice(root.end).trim();
  if (rest !== "") throw new ExpressionError(`"${text}" is no expression: ${rest} is left over at its end`);
  return root;
}

function compile(node: Expression, text: string, names: Set<string>): Evaluate {
  const inner = (part: Expression): Evaluate => compile(part, text, names);
  switch (node.type) {
    case "Literal": {
      const { value } = node;
      if (typeof value === "number" || typeof value === "boolean") return () => value;
      break;
    }
    case "Identifier":
    case "MemberExpression": {
      const name = nameOf(node);
      if (name === undefined) break;
      names.add(name);
      return (valueOf) => valueOf(name);
    }
    case "ParenthesizedExpression":
      return inner(node.expression);
    case "UnaryExpression": {
      const argument = inner(node.argument);
      if (node.operator === "-") return (valueOf) => -Number(argument(valueOf));
      if (node.operator === "+") return (valueOf) => Number(argument(valueOf));
      if (node.operator === "!") return (valueOf) => !argument(valueOf);
      break;
    }
    case "BinaryExpression":
      return compileBinary(node, inner) ?? refuse(node, text);
    case "LogicalExpression": {
      const [left, right] = [inner(node.left), inner(node.right)];
      if (node.operator === "&&") return (valueOf) => Boolean(left(valueOf)) && Boolean(right(valueOf));
      if (node.operator === "||") return (valueOf) => Boolean(left(valueOf)) || Boolean(right(valueOf));
      break;
    }
    case "CallExpression":
      return compileCall(node, inner) ?? refuse(node, text);
    default:
  }
  return refuse(node, text);
}

function compileBinary({ operator, left, right }: BinaryExpression, inner: (part: Expression) => Evaluate): Evaluate | undefined {
  const apply = BINARY[operator];
  if (apply === undefined || left.type === "PrivateIdentifier") return undefined;
  const [first, second] = [inner(left), inner(right)];
  return (valueOf) => apply(Number(first(valueOf)), Number(second(valueOf)));
}

function compileCall({ callee, arguments: given }: CallExpression, inner: (part: Expression) => Evaluate): Evaluate | undefined {
  const name = callee.type === "Super" ? undefined : nameOf(callee)?.replace(/^Math\./, "");
  const apply = name !== undefined && Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (apply === undefined) return undefined;
  const values = given.flatMap((one) => (one.type === "SpreadElement" ? [] : [inner(one)]));
  if (values.length !== given.length) return undefined;
  return (valueOf) => apply(...values.map((value) => Number(value(valueOf))));
}

/** `a.b.c`; undefined for anything that is not made of names and dots. */
function nameOf(node: Expression): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type !== "MemberExpression") return undefined;
  const { object, property, computed }: MemberExpression = node;
  const before = object.type === "Super" ? undefined : nameOf(object);
  return before === undefined || computed || property.type !== "Identifier" ? undefined : `${before}.${property.name}`;
}

function refuse(node: Expression, text: string): never {
  throw new ExpressionError(
    `"${text}" may hold numbers, names, arithmetic, comparisons and functions of Math, and ${text.slice(node.start, node.end)} is none of these`,
  );
}
