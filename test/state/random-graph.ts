import fc from "fast-check";

/**
 * JavaScript of an expression whose value is an array of things that refer to each other at random: what people keep in notebooks, and what
 * they rarely do. Functions named `probe…` show what they have captured.
 */
export const randomGraph: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.nat(), { minLength: 1, maxLength: 14 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 24 }),
    fc.array(fc.nat(), { maxLength: 8 }),
    fc.array(primitive(), { minLength: 4, maxLength: 8 }),
  )
  .map(([kinds, links, ends, primitives]) => write(kinds, links, ends, primitives));

function primitive(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(
      "undefined",
      "null",
      "true",
      "false",
      "-0",
      "NaN",
      "Infinity",
      "0n",
      "-12345678901234567890n",
      '"\\ud800"',
      "''",
      "4294967295",
      "0.1",
    ),
    fc.double().map((number) => (Object.is(number, -0) ? "-0" : String(number))),
    fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
  );
}

type Write = (id: number, value: (index: number) => string, older: (index: number) => string) => string;

/** Each gives an expression; `value` is a primitive, `older` a thing that is there already. */
const things: readonly Write[] = [
  (_, value, older) => `{ a: ${value(0)}, 7: ${value(1)}, b: ${older(0)}, "": ${older(1)} }`,
  (_, value, older) => `{ a: ${value(0)}, b: ${older(2)} }`,
  (_, value, older) => `{ a: ${value(1)}, b: ${older(3)} }`,
  (_, value, older) => `Object.assign(Object.create(null), { ["__proto__"]: ${value(0)}, x: ${older(0)} })`,
  (_, value, older) =>
    `Object.create(${older(0)} === null ? null : Object.prototype, { hidden: { value: ${value(0)} }, shown: { value: ${older(1)}, enumerable: true } })`,
  (_, value, older) => `[${value(0)}, , ${older(0)}, ${value(1)}, , ]`,
  () => "[1, 2, 3]",
  () => "[0.5, -0, NaN]",
  (_, value, older) => `Object.assign([${value(0)}], { note: ${older(0)} })`,
  (_, value, older) => `(() => { const sparse = []; sparse[5000] = ${value(0)}; sparse[20] = ${older(0)}; return sparse; })()`,
  (_, value, older) => `new Map([[${value(0)}, ${older(0)}], [${older(1)}, ${value(1)}]])`,
  (_, value, older) => `new Set([${value(0)}, ${older(0)}, ${older(1)}])`,
  () => "new Uint8Array(memory, 3, 9)",
  () => "new Float64Array(memory, 8)",
  () => "new DataView(memory, 1, 5)",
  () => "Buffer.alloc(3, 7)",
  () => "new BigInt64Array(new SharedArrayBuffer(16))",
  () => "memory",
  () => "new Date(86400000.5)",
  () => "new Date(NaN)",
  () => "Object.assign(/a(?<b>c)/giy, { lastIndex: 3 })",
  (_, value, older) => `Object.assign(new RangeError("bad", { cause: ${older(0)} }), { code: ${value(0)} })`,
  () => 'Symbol("own")',
  () => 'Symbol.for("registered")',
  () => "Symbol.iterator",
  (_, value) => `Object(${value(0)} ?? "boxed")`,
  (id, value, older) =>
    `new (class Counter${id} { #hidden = ${value(0)}; #other = null; open = 1; constructor() { this.#other = []; } fill(hidden) { this.#hidden = hidden; this.#other.push(hidden); return this; } probe() { return [this.#hidden, this.#other, this.open]; } static kept = ${value(1)}; })().fill(${older(0)})`,
  (id, value, older) =>
    `new (class Child${id} extends Base { #own = ${value(0)}; set(own) { this.#own = own; return this; } own() { return this.#own; } })().set(${older(0)})`,
  (id, value, older) =>
    `(() => { let count = 0, kept = ${value(0)}; const held = ${older(0)}; return { up: function probeUp${id}() { return [++count, kept, held]; }, probe: () => [count, kept], set: (next) => { kept = next; } }; })()`,
  (id, value, older) => `(() => { const held = ${older(0)}; return function probeSame${id}() { return [held, ${value(0)}]; }; })()`,
  (_, value, older) =>
    `Object.defineProperty({}, "live", (() => { let inner = ${value(0)}; return { get: function probeLive() { return [inner, ${typeof older === "function" ? "1" : "2"}]; }, set(next) { inner = next; }, enumerable: true }; })())`,
  (_, value, older) => `(function probeBound(...rest) { return [this, ...rest]; }).bind(${older(0)}, ${value(0)}, ${older(1)})`,
  (_, value) => `Promise.resolve(${value(0)})`,
  (_, value, older) => `new Proxy({ a: ${value(0)}, b: ${older(0)} }, { get: (target, key) => Reflect.get(target, key) })`,
  () => "Object.assign(function* generate() { yield 1; }, { mark: 1 })",
  () => "async (x) => await x",
  () => "Base",
  () => "class extends Map { extra = 1 }",
  () => "new (class Names extends Array {})(3)",
];

/** Statements about two things, of which any may fail. */
const statements: readonly ((from: string, to: string, n: number) => string)[] = [
  (from, to, n) => `${from}["k${n % 5}"] = ${to}`,
  (from, to, n) => `${from}[${n % 6}] = ${to}`,
  (from, to) => `${from}[mark] = ${to}`,
  (from, to) => `${from}.push(${to})`,
  (from, to) => `${from}.set(${to}, ${from})`,
  (from, to) => `${from}.set(${to})`,
  (from, to) => `${from}.add(${to})`,
  (from, to, n) =>
    `Object.defineProperty(${from}, "d${n % 3}", { value: ${to}, enumerable: ${n % 2 === 0}, configurable: ${n % 3 === 0} })`,
  (from) => `delete ${from}.a`,
  (from, to) => `Object.setPrototypeOf(${from}, ${to})`,
];

const endings = ["Object.freeze", "Object.seal", "Object.preventExtensions"];

function write(
  kinds: readonly number[],
  links: readonly (readonly [number, number, number])[],
  ends: readonly number[],
  primitives: readonly string[],
): string {
  const name = (index: number): string => `n${index % kinds.length}`;
  const lines = kinds.map((kind, id) => {
    const value = (index: number): string => primitives[(kind + index) % primitives.length]!;
    const older = (index: number): string => (id === 0 ? "null" : `n${(kind * 7 + index) % id}`);
    return `const n${id} = ${things[kind % things.length]!(id, value, older)};`;
  });
  const attempts = links.map(([from, to, n]) => statements[n % statements.length]!(name(from), name(to), n));
  const closings = ends.map((end) => `${endings[end % endings.length]!}(${name(end)})`);
  return `(() => {
const memory = new ArrayBuffer(32); new Uint8Array(memory).forEach((_, index, all) => { all[index] = index * 7; });
const mark = Symbol("mark");
class Base { #secret = 1; next() { return ++this.#secret; } }
${lines.join("\n")}
${[...attempts, ...closings].map((statement) => `try { ${statement}; } catch {}`).join("\n")}
return [${kinds.map((_, id) => `n${id}`).join(", ")}];
})()`;
}
