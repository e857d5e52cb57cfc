import { type AnyNode, type Class, type Program, parse } from "acorn";
import { type Scope, type ScopeManager, type Variable, analyze } from "eslint-scope";
import { childrenOf, isClass, isFunction, walk } from "./ast";
import { classProblem, constructionProblem, isHarmless } from "./harmless";
import { type NotebookNames, namesIn } from "./names";

/** How a function's text has to be written down to give that function again. */
export type FunctionForm = "expression" | "declaration" | "arrow" | "method" | "getter" | "setter" | "class" | "class-member";

/** A variable that a function uses and does not declare itself. */
export interface FreeVariable {
  readonly name: string;
  /** Some code of the script may assign it after its declaration, so that it must be one and the same for all who see it. */
  readonly isAssigned: boolean;
  readonly isConstant: boolean;
  /** The declaration gives it a value, so that `undefined` may mean that the declaration has not run. */
  readonly isInitialized: boolean;
  /** Declared by the script; else a global, or a variable of the code around an `eval`. */
  readonly isDeclared: boolean;
}

/** What a script says of one of its functions. */
export interface FunctionSyntax {
  readonly form: FunctionForm;
  /** Where its text begins in the script, from zero. */
  readonly start: { readonly line: number; readonly column: number };
  readonly isStrict: boolean;
  /** Of a declaration: the variable that it declares. Of a function or class expression: the name that it calls itself by. */
  readonly ownName?: string;
  /** The name that the code around gives a function or class without one, as `const name = class {}` does. */
  readonly givenName?: string;
  /** Whether the name that V8 infers from the code around shows: in stacks if it has no other, or in the names of functions inside. */
  readonly showsInferredName: boolean;
  /** It stands in parentheses: V8 compiles it at once, and so infers other names for the functions inside. */
  readonly isEager: boolean;
  /** Variables that its computed name uses and that it does not use itself. */
  readonly keyNames: readonly string[];
  readonly free: readonly FreeVariable[];
  readonly names: NotebookNames;
  /** Why it cannot be made anew from its text; undefined when it can. */
  readonly problem?: string;
  /** The surrounding `this` is used: an arrow function. */
  readonly usesThis: boolean;
  readonly class?: ClassSyntax;
}

export interface ClassSyntax {
  readonly heritage?: Heritage;
  /** Why an instance cannot be constructed just to have one. */
  readonly constructionProblem?: string;
  /** Names of the private fields that it declares, with their `#`. */
  readonly privateNames: readonly string[];
}

/** The expression after `extends`: `a`, `a.b.c`, or a call of one of these. */
export interface Heritage {
  readonly root: string;
  readonly path: readonly string[];
  readonly isCall: boolean;
  /** Functions that the arguments of the call call. */
  readonly helpers: readonly string[];
}

/** The functions of one script. */
export class ScriptSyntax {
  readonly #source: string;
  readonly #scopes: ScopeManager;
  readonly #functions: readonly { readonly node: AnyNode; readonly parents: readonly AnyNode[] }[];

  /** Throws a SyntaxError if the parser does not understand the script. */
  constructor(source: string) {
    this.#source = source;
    const { program, sourceType } = parseScript(source);
    this.#scopes = analyze(program as never, { ecmaVersion: 2024, sourceType, optimistic: false });
    this.#functions = collect(program);
  }

  /** The function or class at a place; `text` is what its `toString` gives. Undefined if there is none. */
  at(position: number, text: string): FunctionSyntax | undefined {
    const found = this.#functions.findLast(({ node, parents }) => {
      const outer = outerOf(node, parents);
      // The text of a static method begins after `static`.
      const start = outer.end - text.length;
      return outer.start <= start && start <= position && position < outer.end && this.#source.startsWith(text, start);
    });
    return found && this.#describe(found.node, found.parents, outerOf(found.node, found.parents).end - text.length);
  }

  #describe(node: AnyNode, parents: readonly AnyNode[], start: number): FunctionSyntax {
    const form = formOf(node, parents);
    const scope = this.#scopes.acquire(node as never, isNamedExpression(node));
    const isStrict = (scope ?? this.#scopes.globalScope)?.isStrict ?? false;
    const ownName = "id" in node && node.id?.type === "Identifier" ? node.id.name : undefined;
    const givenName = ownName === undefined ? givenNameOf(node, parents) : undefined;
    const key = computedKeyOf(node, parents);
    const lexical = surroundings(node);
    const free = this.#freeVariables(node, scope);
    const constant = free.find(({ isConstant, isAssigned }) => isConstant && isAssigned);
    const problem =
      problemOf(node, form, lexical) ?? keyProblem(form, key) ?? (constant && `its script assigns the constant ${constant.name}`);
    let names: NotebookNames | undefined;
    const before = this.#source.slice(0, start);
    const isEager = node.type === "FunctionExpression" && before.trimEnd().endsWith("(") && !isFirstArgument(node, before, parents);
    return {
      form,
      start: { line: before.split("\n").length - 1, column: start - (before.lastIndexOf("\n") + 1) },
      isStrict,
      ...(ownName !== undefined && { ownName }),
      ...(givenName !== undefined && { givenName }),
      showsInferredName: isEager || node.type === "ClassExpression" || !(ownName ?? givenName ?? (isMember(form) && key === undefined)),
      isEager,
      keyNames: key === undefined || form === "class-member" ? [] : namesOfKey(key, free),
      free,
      // Most functions do not see the notebook's variables.
      get names(): NotebookNames {
        return (names ??= namesIn(node));
      },
      ...(problem !== undefined && { problem }),
      usesThis: lexical.usesThis,
      ...(isClass(node) && { class: describeClass(node as Class) }),
    };
  }

  #freeVariables(node: AnyNode, scope: Scope | null): FreeVariable[] {
    const free = new Map<string, FreeVariable>();
    const outer = outermostOwn(scope, node);
    const references = outer?.through ?? [];
    for (const reference of references) free.set(reference.identifier.name, freeVariable(reference.identifier.name, reference.resolved));
    if (isClass(node) && (node as Class).superClass) {
      for (const name of identifiersIn((node as Class).superClass!))
        if (!free.has(name)) free.set(name, freeVariable(name, lookUp(outer?.upper ?? null, name)));
    }
    return [...free.values()];
  }
}

function parseScript(source: string): { readonly program: Program; readonly sourceType: "commonjs" | "module" } {
  try {
    const options = { ecmaVersion: "latest", allowReturnOutsideFunction: true, allowHashBang: true, ranges: true } as const;
    return { program: parse(source, { ...options, sourceType: "script" }), sourceType: "commonjs" };
  } catch (error) {
    try {
      return {
        program: parse(source, { ecmaVersion: "latest", sourceType: "module", allowHashBang: true, ranges: true }),
        sourceType: "module",
      };
    } catch {
      throw error;
    }
  }
}

function collect(program: Program): { readonly node: AnyNode; readonly parents: readonly AnyNode[] }[] {
  const found: { node: AnyNode; parents: readonly AnyNode[] }[] = [];
  const visit = (node: AnyNode, parents: readonly AnyNode[]): void => {
    if (isFunction(node) || isClass(node)) found.push({ node, parents: parents.slice(-2) });
    const below = [...parents, node];
    for (const child of childrenOf(node)) visit(child, below);
  };
  visit(program, []);
  return found;
}

/** The node whose text `toString` gives: of a method the whole property. */
function outerOf(node: AnyNode, parents: readonly AnyNode[]): AnyNode {
  const parent = parents[parents.length - 1];
  if (parent === undefined || node.type !== "FunctionExpression") return node;
  const isMember =
    (parent.type === "MethodDefinition" || (parent.type === "Property" && (parent.method || parent.kind !== "init"))) &&
    parent.value === node;
  return isMember ? parent : node;
}

function formOf(node: AnyNode, parents: readonly AnyNode[]): FunctionForm {
  if (isClass(node)) return "class";
  if (node.type === "ArrowFunctionExpression") return "arrow";
  if (node.type === "FunctionDeclaration") return "declaration";
  const parent = parents[parents.length - 1];
  if (parent?.type === "MethodDefinition" && parent.value === node) return "class-member";
  if (parent?.type === "Property" && parent.value === node) {
    if (parent.kind === "get") return "getter";
    if (parent.kind === "set") return "setter";
    if (parent.method) return "method";
  }
  return "expression";
}

/** The name by which the language calls a function or class that has none itself. */
function givenNameOf(node: AnyNode, parents: readonly AnyNode[]): string | undefined {
  const parent = parents[parents.length - 1];
  switch (parent?.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : undefined;
    case "AssignmentExpression":
      return parent.right === node && /^(?:|&&|\|\||\?\?)=$/.test(parent.operator) ? identifierName(parent.left) : undefined;
    case "AssignmentPattern":
      return parent.right === node ? identifierName(parent.left) : undefined;
    case "Property":
      return parent.value === node && !parent.method && parent.kind === "init" && !parent.computed && !isPrototypeSetter(parent.key)
        ? keyName(parent.key)
        : undefined;
    case "PropertyDefinition":
      return parent.value === node && !parent.computed ? keyName(parent.key) : undefined;
    case "ExportDefaultDeclaration":
      return "default";
    default:
      return undefined;
  }
}

function isMember(form: FunctionForm): boolean {
  return form === "method" || form === "getter" || form === "setter" || form === "class-member";
}

/** Behind the parenthesis of a call, and none of its own. */
function isFirstArgument(node: AnyNode, before: string, parents: readonly AnyNode[]): boolean {
  const parent = parents[parents.length - 1];
  if (parent?.type !== "CallExpression" && parent?.type !== "NewExpression") return false;
  return (
    parent.arguments[0] === node &&
    before
      .slice(parent.callee.end)
      .replace(/^\s*\?\./, "")
      .trim() === "("
  );
}

/** The expression in brackets that names a method. */
function computedKeyOf(node: AnyNode, parents: readonly AnyNode[]): AnyNode | undefined {
  const outer = outerOf(node, parents);
  return (outer.type === "Property" || outer.type === "MethodDefinition") && outer.computed ? outer.key : undefined;
}

/** A computed name is evaluated again, where the variables that it uses may have other values. */
function keyProblem(form: FunctionForm, key: AnyNode | undefined): string | undefined {
  return form === "class-member" || key === undefined || isPlainKey(key) ? undefined : "its computed name is more than a name";
}

function isPlainKey(node: AnyNode): boolean {
  switch (node.type) {
    case "Literal":
      return true;
    case "Identifier":
      return node.name !== "arguments";
    case "TemplateLiteral":
      return node.expressions.every(isPlainKey);
    case "BinaryExpression":
      return node.operator === "+" && isPlainKey(node.left) && isPlainKey(node.right);
    case "MemberExpression":
      return node.object.type === "Identifier" && node.object.name === "Symbol" && !node.computed;
    default:
      return false;
  }
}

function namesOfKey(key: AnyNode, free: readonly FreeVariable[]): string[] {
  return [...new Set(identifiersIn(key))].filter((name) => name !== "Symbol" && !free.some((each) => each.name === name));
}

function identifierName(node: AnyNode): string | undefined {
  return node.type === "Identifier" ? node.name : undefined;
}

function isPrototypeSetter(key: AnyNode): boolean {
  return keyName(key) === "__proto__";
}

function keyName(key: AnyNode): string | undefined {
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  return key.type === "Literal" ? String(key.value) : identifierName(key);
}

interface Surroundings {
  readonly usesThis: boolean;
  readonly usesArguments: boolean;
  readonly usesSuper: boolean;
  readonly usesNewTarget: boolean;
  readonly callsEval: boolean;
  readonly usesPrivate: boolean;
  readonly usesImport: boolean;
}

/** What a function uses of the code around it that is not a variable. Functions inside, other than arrows, have their own. */
function surroundings(root: AnyNode): Surroundings {
  const uses = {
    usesThis: false,
    usesArguments: false,
    usesSuper: false,
    usesNewTarget: false,
    callsEval: false,
    usesPrivate: false,
    usesImport: false,
  };
  const visit = (node: AnyNode, hasOwn: boolean): void => {
    if (node.type === "ThisExpression" && !hasOwn) uses.usesThis = true;
    if (node.type === "Identifier" && node.name === "arguments" && !hasOwn) uses.usesArguments = true;
    if (node.type === "Super") uses.usesSuper = true;
    if (node.type === "MetaProperty" && !hasOwn) uses.usesNewTarget = true;
    if (node.type === "ImportExpression" || (node.type === "MetaProperty" && node.meta.name === "import")) uses.usesImport = true;
    if (node.type === "PrivateIdentifier") uses.usesPrivate = true;
    if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "eval") uses.callsEval = true;
    if (node.type === "WithStatement") uses.callsEval = true;
    if (isClass(node) && node !== root) {
      const inner = surroundings(node);
      uses.callsEval ||= inner.callsEval;
      uses.usesImport ||= inner.usesImport;
      return;
    }
    const own = hasOwn || (isFunction(node) && node.type !== "ArrowFunctionExpression") || isClass(node);
    for (const child of childrenOf(node)) visit(child, own);
  };
  visit(root, false);
  return uses;
}

function problemOf(node: AnyNode, form: FunctionForm, uses: Surroundings): string | undefined {
  if (uses.callsEval) return "it calls eval, which can see every variable around it";
  if (uses.usesImport) return "it uses import(), which depends on the file that it stands in";
  if (form === "class") return classProblem(node as Class) ?? heritageProblem(node as Class);
  if (form === "class-member") return undefined;
  if (uses.usesSuper) return "it uses super, and so belongs to an object that it does not name";
  if (uses.usesPrivate) return "it uses a private name of the class around it";
  if (uses.usesNewTarget) return "it uses new.target of the function around it";
  if (form === "arrow" && uses.usesArguments) return "it uses the arguments of the function around it";
  return undefined;
}

function heritageProblem(node: Class): string | undefined {
  return !node.superClass || isNull(node.superClass) || heritageOf(node.superClass) !== undefined
    ? undefined
    : "what it extends is more than a name or a call";
}

function isNull(node: AnyNode): boolean {
  return node.type === "Literal" && node.raw === "null";
}

function describeClass(node: Class): ClassSyntax {
  const heritage = node.superClass ? heritageOf(node.superClass) : undefined;
  const problem = constructionProblem(node);
  const privateNames = node.body.body.flatMap((member) =>
    member.type !== "StaticBlock" && member.key.type === "PrivateIdentifier" ? [`#${member.key.name}`] : [],
  );
  return { ...(heritage && { heritage }), ...(problem !== undefined && { constructionProblem: problem }), privateNames };
}

function heritageOf(node: AnyNode): Heritage | undefined {
  if (node.type === "CallExpression") {
    const callee = heritageOf(node.callee);
    const helpers = node.arguments.map(helpersIn);
    if (callee === undefined || callee.isCall || helpers.includes(undefined)) return undefined;
    return { ...callee, isCall: true, helpers: helpers.flatMap((names) => names ?? []) };
  }
  if (node.type === "Identifier") return { root: node.name, path: [], isCall: false, helpers: [] };
  if (node.type === "SequenceExpression" && node.expressions.length === 2) return heritageOf(node.expressions[1]!);
  if (node.type === "ParenthesizedExpression") return heritageOf(node.expression);
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier") return undefined;
  const object = heritageOf(node.object);
  return object && !object.isCall ? { ...object, path: [...object.path, node.property.name] } : undefined;
}

/** The functions that an argument calls, if it does nothing but that. */
function helpersIn(node: AnyNode): readonly string[] | undefined {
  if (isHarmless(node)) return [];
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return undefined;
  const below = node.arguments.map(helpersIn);
  return below.includes(undefined) ? undefined : [node.callee.name, ...below.flatMap((names) => names ?? [])];
}

/** A named function expression has a scope for its name around its own. */
function isNamedExpression(node: AnyNode): boolean {
  return node.type === "FunctionExpression" && node.id !== null && node.id !== undefined;
}

function outermostOwn(scope: Scope | null, node: AnyNode): Scope | null {
  let outermost = scope;
  while (outermost?.upper && (outermost.upper.block as unknown) === node) outermost = outermost.upper;
  return outermost;
}

function lookUp(scope: Scope | null, name: string): Variable | null {
  for (let at = scope; at !== null; at = at.upper) {
    const variable = at.set.get(name);
    if (variable !== undefined) return variable;
  }
  return null;
}

function identifiersIn(node: AnyNode): string[] {
  const names: string[] = [];
  walk(node, (each, parent) => {
    const isName = parent?.type === "MemberExpression" && parent.property === each && !parent.computed;
    if (each.type === "Identifier" && !isName) names.push(each.name);
    return undefined;
  });
  return names;
}

function freeVariable(name: string, variable: Variable | null): FreeVariable {
  const [definition] = variable?.defs ?? [];
  // A declaration may stand for more than one definition: a function declared twice, a `var` beside a parameter.
  const isAssigned =
    variable === null || variable.defs.length > 1 || variable.references.some((each) => each.isWrite() && each.init !== true);
  const parent = definition?.parent as { readonly kind?: string } | null | undefined;
  const declarator = definition?.node as { readonly init?: unknown } | undefined;
  return {
    name,
    isAssigned,
    isConstant: definition?.type === "Variable" && parent?.kind === "const",
    isInitialized:
      definition?.type === "ClassName" || (definition?.type === "Variable" && parent?.kind !== "var" && Boolean(declarator?.init)),
    isDeclared: definition !== undefined,
  };
}
