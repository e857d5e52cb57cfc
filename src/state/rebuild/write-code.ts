import type { FunctionSource } from "../graph/form";

/** A function to be made, by its number in the description. */
export interface WantedFunction {
  readonly id: number;
  readonly text: string;
  readonly source: FunctionSource;
  /** Scopes around it, innermost first. */
  readonly scopes: readonly number[];
}

/** Name of the one variable that the written code needs besides the notebook's. */
export const KIT = "$tslabMagicsKit";

/**
 * Writes a script that makes functions from their texts inside of the scopes that they share. Run, it gives a function that takes a kit:
 * `make[id]` makes a function, or an object that holds nothing but it, given the values of its passing variables; `set[scope]` gives a scope's variables their values, in the order of `names`;
 * `enter[scope]`, called with the `this` of a scope that has one, does the same for what is inside of it.
 */
export function writeCode(functions: readonly WantedFunction[], namesOf: (scope: number) => readonly string[]): string {
  const root = new WrittenScope(undefined);
  for (const wanted of functions) root.descend([...wanted.scopes].reverse()).functions.push(wanted);
  // Functions of one notebook are strict or not all together, as a rule; else each says it for itself.
  const isStrict = functions.length > 0 && functions.every(({ source }) => source.isStrict);
  return `(function (${KIT}) {${isStrict ? '"use strict";' : ""}\n${root.write(namesOf, isStrict)}})`;
}

class WrittenScope {
  readonly id: number | undefined;
  readonly functions: WantedFunction[] = [];
  readonly #children = new Map<number, WrittenScope>();

  constructor(id: number | undefined) {
    this.id = id;
  }

  /** The scope at the end of a way from here, outermost first. */
  descend(way: readonly number[]): WrittenScope {
    const [next, ...rest] = way;
    if (next === undefined) return this;
    let child = this.#children.get(next);
    if (child === undefined) this.#children.set(next, (child = new WrittenScope(next)));
    return child.descend(rest);
  }

  write(namesOf: (scope: number) => readonly string[], isStrict: boolean): string {
    const declared = this.#declarations(namesOf, isStrict);
    const names = (this.id === undefined ? [] : namesOf(this.id)).filter((name) => !declared.has(name) && name !== "this");
    const lines = [
      ...(names.length > 0 ? [`var ${names.join(", ")};`] : []),
      ...(this.id === undefined ? [] : [this.#writeSetter(namesOf(this.id))]),
      ...[...declared.values()].map((wanted) => markOf(wanted) + wanted.text),
      ...this.functions.map(
        (wanted) => `${KIT}.make[${wanted.id}] = ${writeMaker(wanted, declared.get(wanted.source.ownName ?? "") === wanted, isStrict)};`,
      ),
      ...[...this.#children.values()].map((child) => child.writeAround(namesOf, isStrict)),
    ];
    return `${lines.join("\n")}\n`;
  }

  /** A scope that has a `this` is entered later, when that object is there. */
  writeAround(namesOf: (scope: number) => readonly string[], isStrict: boolean): string {
    const body = `function () {\n${this.write(namesOf, isStrict)}}`;
    return this.id !== undefined && namesOf(this.id).includes("this") ? `${KIT}.enter[${this.id}] = ${body};` : `(${body})();`;
  }

  /** Function declarations whose name is a variable of this very scope: they refer to that variable by it, and not to themselves. */
  #declarations(namesOf: (scope: number) => readonly string[], isStrict: boolean): Map<string, WantedFunction> {
    const declared = new Map<string, WantedFunction>();
    if (this.id === undefined) return declared;
    const names = new Set(namesOf(this.id));
    for (const wanted of this.functions) {
      const { form, ownName } = wanted.source;
      if (form !== "declaration" || ownName === undefined || !names.has(ownName) || declared.has(ownName)) continue;
      if (wanted.source.isStrict === isStrict) declared.set(ownName, wanted);
    }
    return declared;
  }

  #writeSetter(names: readonly string[]): string {
    // Its parameter has a name of its own, or it would hide a variable.
    const values = uniqueName("values", names);
    const assignments = names.flatMap((name, index) => (name === "this" ? [] : [`${name} = ${values}[${index}];`]));
    return `${KIT}.set[${this.id}] = function (${values}) { ${assignments.join(" ")} };`;
  }
}

function writeMaker(wanted: WantedFunction, isDeclared: boolean, isStrict: boolean): string {
  const { source } = wanted;
  const directive = source.isStrict && !isStrict ? '"use strict"; ' : "";
  // An arrow function, so that `this` in it is the scope's.
  return `(${(source.passing ?? []).join(", ")}) => { ${directive}return ${isDeclared ? source.ownName! : writeExpression(wanted)}; }`;
}

/** Where the text of a function begins, for who looks for its place. */
export function markOf({ id }: WantedFunction): string {
  return `/* ${KIT} ${id} */ `;
}

/**
 * V8 names a function by what stands around it, if nothing else does: it gets the same name from the key of an object. It is in parentheses
 * only if it was, because V8 compiles it at once then, and names the functions inside otherwise.
 */
function writeExpression(wanted: WantedFunction): string {
  const { form, ownName, givenName, inferredName = "", isEager } = wanted.source;
  const text = `${markOf(wanted)}${wanted.text}\n`;
  switch (form) {
    case "expression":
    case "declaration":
    case "arrow":
    case "class": {
      const expression = isEager ? `(${text})` : text;
      if (givenName !== undefined) return underKey(outerNameOf(inferredName, givenName), `{ ${JSON.stringify(givenName)}: ${expression}}`);
      return underKey(inferredName, ownName !== undefined && inferredName !== "" ? expression : `(0, ${expression})`);
    }
    case "method":
    case "getter":
    case "setter":
      return underKey(inferredName, `{ ${text}}`);
    case "class-member":
      throw new Error("A member of a class is made by its class.");
  }
}

function underKey(key: string, expression: string): string {
  return key === "" ? `(${expression})` : `({ ${JSON.stringify(key)}: ${expression} })`;
}

/** `a.b` of `a.b.c`, if `c` is the given name: what V8 infers is what it is given, behind the names of what is around. */
function outerNameOf(inferredName: string, givenName: string): string {
  return inferredName.endsWith(`.${givenName}`) ? inferredName.slice(0, -givenName.length - 1) : "";
}

function uniqueName(wish: string, taken: readonly string[]): string {
  let name = `$${wish}`;
  while (taken.includes(name)) name = `$${name}`;
  return name;
}
