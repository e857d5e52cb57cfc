import type { Random } from "./random";

/** What a generator of code draws from: chance, and the names that earlier pieces have declared. */
export interface Source {
  readonly random: Random;
  /** Variables that hold anything. */
  readonly variables: readonly string[];
  /** Variables that hold classes which are constructed without arguments. */
  readonly classes: readonly string[];
  /** A suffix that makes names unique among all notebooks of a kernel. */
  readonly tag: string;
}

/** An expression for a value of any kind, nested at most `depth` deep. */
export function value(source: Source, depth = 3): string {
  const { random } = source;
  if (depth <= 0 || random.chance(0.25)) return primitive(source);
  if (source.variables.length > 0 && random.chance(0.2)) return random.pick(source.variables);
  if (source.classes.length > 0 && random.chance(0.1)) return `new ${random.pick(source.classes)}()`;
  return random.pick(compounds)(source, depth - 1);
}

/** A key of a property, as it is written in an object literal. */
export function key({ random, tag }: Source): string {
  return random.pick(["a", "b", "c", "d", "7", "'two words'", `[Symbol.for('r${tag}')]`, "constructor1", "length1"]);
}

function primitive({ random }: Source): string {
  return random.pick([
    () => String(random.below(1000) - 500),
    () => random.pick(["-0", "NaN", "-Infinity", "0.1", "1e21", "2 ** 31", "5e-324"]),
    () => `"${random.pick(["", "x", "é", "😀", "\\ud800", "a\\u0000b", "__proto__"])}"`,
    () => random.pick(["true", "false", "null", "undefined"]),
    () => random.pick(["0n", "-7n", "2n ** 70n"]),
    () => random.pick(["Symbol.iterator", "Symbol.for('shared')", "Symbol('own')"]),
  ])();
}

type Compound = (source: Source, depth: number) => string;

const list = (source: Source, depth: number, most = 4): string[] =>
  source.random.times(source.random.below(most), () => value(source, depth));

const compounds: readonly Compound[] = [
  (source, depth) => `[${list(source, depth, 5).join(", ")}]`,
  (source, depth) => `[${list(source, depth).join(", , ")}, ,]`,
  (source, depth) => objectLiteral(source, depth),
  (source, depth) => objectLiteral(source, depth),
  (source, depth) =>
    `new Map<any, any>([${list(source, depth)
      .map((v) => `[${primitive(source)}, ${v}]`)
      .join(", ")}])`,
  (source, depth) => `new Map<any, any>([[${value(source, depth)}, ${value(source, depth)}]])`,
  (source, depth) => `new Set<any>([${list(source, depth).join(", ")}])`,
  ({ random }) => `new Date(${random.pick(["0", "NaN", "1e12", "-1"])})`,
  ({ random }) =>
    `Object.assign(/${random.pick(["a+", "(?<n>b)", "\\/", "[/]"])}/${random.pick(["g", "gi", "y", "u", ""])}, { lastIndex: ${random.below(3)} })`,
  ({ random }) => `${random.pick(typedArrays)}.from([${random.times(random.below(4), () => random.below(300)).join(", ")}])`,
  ({ random }) => `${random.pick(["BigInt64Array", "BigUint64Array"])}.from([${random.below(9)}n])`,
  ({ random }) => `new Uint8Array(new ArrayBuffer(16), ${random.below(8)}, ${random.below(8)}).fill(${random.below(255)})`,
  ({ random }) => `Buffer.from("${random.pick(["abc", "", "é"])}")`,
  ({ random }) => `new DataView(new ArrayBuffer(${random.below(9)}))`,
  ({ random }) => `new ${random.pick(["Error", "TypeError", "RangeError"])}("${random.pick(["m", "two\\nlines", ""])}")`,
  (source, depth) => `Object.assign(new Error("with fields"), { code: ${value(source, depth)} })`,
  (source, depth) => `new Error("caused", { cause: ${value(source, depth)} } as any)`,
  (source, depth) => `Object.assign(Object.create(null), ${objectLiteral(source, depth)})`,
  (source, depth) => `Object.${source.random.pick(["freeze", "seal", "preventExtensions"])}(${objectLiteral(source, depth)})`,
  (source, depth) =>
    `Object.defineProperty(${objectLiteral(source, depth)}, "hid", { value: ${value(source, depth)}, ${attributes(source)} })`,
  (source, depth) => `Object.create(${objectLiteral(source, depth)}, { own: { value: ${value(source, depth)}, enumerable: true } })`,
  ({ random }) => `Object(${random.pick(["1", "'boxed'", "false", "3n", "Symbol.for('boxed')"])})`,
  (source, depth) => `Object.assign([${list(source, depth).join(", ")}], { note: ${value(source, depth)} })`,
  (source, depth) => functionText(source, depth),
  (source, depth) => closure(source, depth),
  ({ random }) =>
    random.pick(["Math.max", "Array.prototype.map", "JSON", "Math", "Map", "Object.prototype", "parseInt", "Symbol", "Reflect.ownKeys"]),
  (source, depth) => `({ get a() { return ${value(source, depth)}; }, set a(v: any) { (this as any).b = v; } } as any)`,
  (source, depth) =>
    `({ m(x: any = ${primitive(source)}) { return [x, ${value(source, depth)}]; }, async later() { return 1; }, *gen() { yield ${primitive(source)}; } } as any)`,
];

const typedArrays = ["Int8Array", "Uint8ClampedArray", "Int16Array", "Uint32Array", "Float32Array", "Float64Array"];

function objectLiteral(source: Source, depth: number): string {
  const keys = new Set(source.random.times(source.random.below(4), () => key(source)));
  return `({ ${[...keys].map((name) => `${name}: ${value(source, depth)}`).join(", ")} } as any)`;
}

function attributes({ random }: Source): string {
  return ["writable", "enumerable", "configurable"].map((name) => `${name}: ${random.chance(0.5)}`).join(", ");
}

function functionText(source: Source, depth: number): string {
  const result = value(source, depth);
  return source.random.pick([
    `function (this: any, x: any) { return [x, ${result}]; }`,
    `function named(n: any): any { return n > 0 ? named(n - 1) : ${result}; }`,
    `(x: any, ...rest: any[]) => [rest.length, ${result}]`,
    `class { static s: any = ${result}; #p = 1; bump() { return ++this.#p; } }`,
  ]);
}

/** A function with variables of its own, which change when it is called. */
function closure(source: Source, depth: number): string {
  return `(() => { let n = ${source.random.below(9)}; const kept: any = ${value(source, depth)}; return () => [n++, kept]; })()`;
}
