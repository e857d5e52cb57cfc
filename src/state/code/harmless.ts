import type { AnyNode, Class, Expression } from "acorn";

/**
 * Expressions and constructors that may be evaluated once too often: they compute, allocate and assign, but reach nothing outside the graph
 * whose every value is set afterwards. A class is rebuilt by evaluating its text, and an object with private fields by constructing it.
 */

const HARMLESS_CONSTRUCTORS = new Set([
  ...[
    "Object",
    "Array",
    "Map",
    "Set",
    "WeakMap",
    "WeakSet",
    "WeakRef",
    "Date",
    "RegExp",
    "Error",
    "TypeError",
    "RangeError",
    "ArrayBuffer",
    "SharedArrayBuffer",
  ],
  ...["DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array"],
  ...["Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array", "Number", "String", "Boolean"],
]);

const HARMLESS_CALLS = new Set([
  "Symbol",
  "Symbol.for",
  "Object.freeze",
  "Object.create",
  "Object.seal",
  "BigInt",
  "Number",
  "String",
  "Boolean",
  "Array.from",
  "Array.of",
]);

/** Whether evaluating an expression does nothing but compute a value, or change what the graph sets anyway. */
export function isHarmless(node: AnyNode | null | undefined): boolean {
  if (node === null || node === undefined) return true;
  switch (node.type) {
    case "Literal":
    case "Identifier":
    case "ThisExpression":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "PrivateIdentifier":
    case "MetaProperty":
      return true;
    case "ClassExpression":
      return classProblem(node) === undefined && isHarmless(node.superClass);
    case "TemplateLiteral":
      return node.expressions.every(isHarmless);
    case "ArrayExpression":
      return node.elements.every((element) => element?.type !== "SpreadElement" && isHarmless(element));
    case "ObjectExpression":
      return node.properties.every(
        (each) => each.type === "Property" && (!each.computed || isHarmless(each.key)) && isHarmless(each.value),
      );
    case "UnaryExpression":
      return node.operator !== "delete" && isHarmless(node.argument);
    case "UpdateExpression":
      return isHarmless(node.argument);
    case "BinaryExpression":
    case "LogicalExpression":
      return isHarmless(node.left) && isHarmless(node.right);
    case "AssignmentExpression":
      return (node.left.type === "Identifier" || node.left.type === "MemberExpression") && isHarmless(node.left) && isHarmless(node.right);
    case "ConditionalExpression":
      return isHarmless(node.test) && isHarmless(node.consequent) && isHarmless(node.alternate);
    case "SequenceExpression":
      return node.expressions.every(isHarmless);
    case "MemberExpression":
      return (node.object.type === "Super" || isHarmless(node.object)) && (!node.computed || isHarmless(node.property));
    case "NewExpression":
      return node.callee.type === "Identifier" && HARMLESS_CONSTRUCTORS.has(node.callee.name) && node.arguments.every(isHarmless);
    case "CallExpression":
      return HARMLESS_CALLS.has(nameOf(node.callee)) && node.arguments.every(isHarmless);
    case "ParenthesizedExpression":
      return isHarmless(node.expression);
    default:
      return false;
  }
}

/** Why evaluating the text of a class could do something outside of the class; undefined when it cannot. Its heritage is not looked at. */
export function classProblem(node: Class): string | undefined {
  for (const member of node.body.body) {
    if (member.type === "StaticBlock") {
      if (!member.body.every(isHarmlessStatement)) return "it has a static block that does more than assign";
    } else if (member.computed && !isHarmless(member.key)) return "it has a computed name that is more than a name";
    else if (member.type === "PropertyDefinition" && member.static && !isHarmless(member.value))
      return "it has a static field whose initial value is made by a call";
  }
  return undefined;
}

/** Why constructing an instance of a class with no arguments could do something besides making it; undefined when it cannot. */
export function constructionProblem(node: Class): string | undefined {
  for (const member of node.body.body) {
    if (member.type === "PropertyDefinition" && !member.static && !isHarmless(member.value))
      return "a field's initial value is made by a call";
    if (member.type === "MethodDefinition" && member.kind === "constructor") {
      const { params, body } = member.value;
      if (!params.every(isHarmlessParameter) || !body.body.every(isHarmlessStatement)) return "its constructor does more than assign";
    }
  }
  return undefined;
}

function isHarmlessParameter(node: AnyNode): boolean {
  if (node.type === "AssignmentPattern") return isHarmlessParameter(node.left) && isHarmless(node.right);
  return node.type === "Identifier" || (node.type === "RestElement" && node.argument.type === "Identifier");
}

function isHarmlessStatement(node: AnyNode): boolean {
  switch (node.type) {
    case "EmptyStatement":
      return true;
    case "ExpressionStatement":
      return isSuperCall(node.expression) || isHarmless(node.expression);
    case "VariableDeclaration":
      return node.declarations.every((each) => each.id.type === "Identifier" && isHarmless(each.init));
    case "ReturnStatement":
      return node.argument === null || node.argument === undefined;
    case "IfStatement":
      return isHarmless(node.test) && isHarmlessStatement(node.consequent) && (!node.alternate || isHarmlessStatement(node.alternate));
    case "BlockStatement":
      return node.body.every(isHarmlessStatement);
    default:
      return false;
  }
}

function isSuperCall(node: Expression): boolean {
  return (
    node.type === "CallExpression" &&
    node.callee.type === "Super" &&
    node.arguments.every((each) => isHarmless(each.type === "SpreadElement" ? each.argument : each))
  );
}

function nameOf(node: AnyNode): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" && !node.computed && node.property.type === "Identifier"
    ? `${nameOf(node.object)}.${node.property.name}`
    : "";
}
