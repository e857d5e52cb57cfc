import type { State } from "./state";

/** Prints everything that Node's own inspection knows of the values named. */
const look = (names: string): string =>
  `console.log(require("util").inspect([${names}], { showHidden: true, depth: 9, compact: true, breakLength: Infinity }));`;

/** Plain data, in all the shapes that JavaScript has for it. */
export const dataStates: readonly State[] = [
  {
    name: "holes at the end of an array, negative and string keys",
    cells: ["const holey: any = [1, , 3, ,]; holey[-1] = 'minus'; holey['01'] = 'text'; holey.b = 2; holey.a = 1;"],
    cell: "holey.length += 2; console.log(holey, holey.length, Object.keys(holey).join(), 3 in holey, holey.indexOf(undefined));",
  },
  {
    name: "an array of the greatest length, and one whose length is fixed",
    cells: [
      "const huge: any = []; huge[4294967294] = 'last'; const fixed: any = [1, 2]; Object.defineProperty(fixed, 'length', { writable: false });",
    ],
    cell: "console.log(huge.length, Object.keys(huge), Object.getOwnPropertyDescriptor(fixed, 'length'), Reflect.set(fixed, 2, 3));",
  },
  {
    name: "an element that is an accessor",
    cells: [
      "const trapped: any = [1, 2, 3]; Object.defineProperty(trapped, 1, { get() { return this[0] * 10; }, enumerable: true, configurable: true });",
    ],
    cell: "trapped[0] = 4; console.log(trapped.join(), typeof Object.getOwnPropertyDescriptor(trapped, 1)!.get);",
  },
  {
    name: "integer keys and the order of properties",
    cells: [
      "const order: any = { b: 1, 2: 'two', a: 2, 1: 'one' }; delete order.b; order.b = 3; const deleted: any = { x: 1, y: 2, z: 3 }; delete deleted.x; deleted.x = 4;",
    ],
    cell: "console.log(Object.keys(order).join(), Object.keys(deleted).join(), JSON.stringify([order, deleted]));",
  },
  {
    name: "own keys named __proto__ and constructor",
    cells: ['const odd = JSON.parse(\'{"__proto__": {"x": 1}, "constructor": 2, "toString": 3}\');'],
    cell: "console.log(Object.keys(odd), Object.getPrototypeOf(odd) === Object.prototype, odd.x, Object.getOwnPropertyDescriptor(odd, '__proto__'));",
  },
  {
    name: "a Map and a Set that hold themselves",
    cells: [
      "const loop: any = new Map(); loop.set(loop, loop).set('set', new Set([loop])); loop.get('set').add(loop.get('set')); loop.note = 'own';",
    ],
    cell: "const inner = loop.get('set'); console.log(loop.get(loop) === loop, inner.has(loop), inner.has(inner), [...inner].length, loop.note, [...loop.keys()][1]);",
  },
  {
    name: "the keys NaN, -0 and undefined of Maps and Sets, and their order",
    cells: [
      "const m1 = new Map<any, any>([[NaN, 'nan'], [-0, 'zero'], [undefined, 'u'], ['a', 1]]); m1.delete('a'); m1.set('b', 2).set('a', 3); const s1 = new Set<any>([3, 1, 2]); s1.delete(3); s1.add(3);",
    ],
    cell: "console.log([...m1].map(([k, v]) => [Object.is(k, -0), k, v].join(' ')).join('|'), m1.get(NaN), [...s1].join());",
  },
  {
    name: "Maps keyed by objects and functions",
    cells: [
      "const k1 = {}; const k2 = () => 1; const byObject = new Map<any, string>([[k1, 'object'], [k2, 'function']]);",
      "byObject.set(k1, 'again');",
    ],
    cell: "console.log(byObject.get(k1), byObject.get(k2), byObject.get({}), byObject.size);",
  },
  {
    name: "dates: invalid, far away, with properties",
    cells: [
      "const never = new Date(NaN); const far = new Date(8.64e15); const noted: any = new Date(1e12); noted.note = 'kept'; noted.setHours(0);",
    ],
    cell: "console.log(String(never), far.toISOString(), noted.note, noted.getTime(), Object.keys(noted).join());",
  },
  {
    name: "regular expressions with all flags, and where they stand",
    cells: [
      "const sticky = /(?<y>\\d{4})-\\/[/]/dgimsuy; sticky.lastIndex = 7; const empty = new RegExp(''); const lines = new RegExp('a\\nb', 'g'); (lines as any).lastIndex = 'x'; (empty as any).own = 1;",
    ],
    cell: "console.log(sticky.source, sticky.flags, sticky.lastIndex, String(empty), (empty as any).own, lines.source, lines.lastIndex, Object.getOwnPropertyDescriptor(sticky, 'lastIndex'));",
  },
  {
    name: "large integers",
    cells: ["const bigs = [0n, -1n, 2n ** 64n, -(2n ** 200n), BigInt(Number.MAX_SAFE_INTEGER)]; const bigMap = new Map([[10n, 'ten']]);"],
    cell: "console.log(bigs.join(), bigs.map(b => typeof b).join(), bigMap.get(5n * 2n));",
  },
  {
    name: "numbers at the edges",
    cells: [
      "const edges = [-0, 0, NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, 2 ** 31, -(2 ** 31), 0.1 + 0.2, 2 ** 53];",
    ],
    cell: "console.log(edges, new Uint8Array(new Float64Array(edges).buffer).join());",
  },
  {
    name: "strings: surrogates on their own, NUL, long ones, ropes",
    cells: [
      "const alone = '\\ud800x\\udc00\\0\\u2028'; const long = 'ab'.repeat(500_000); let rope = ''; for (let i = 0; i < 50_000; i++) rope += i % 10; const latin = 'é'.repeat(9) + 'ÿ'; const wideText = 'π' + long;",
    ],
    cell: "let sum = 0; for (const text of [alone, long, rope, latin, wideText]) for (let i = 0; i < text.length; i += 7) sum = (sum * 31 + text.charCodeAt(i)) | 0; console.log(sum, alone.length, rope.length, JSON.stringify(alone), latin, wideText.length);",
  },
  {
    name: "every typed array over one buffer, at offsets",
    cells: [
      "const common = new ArrayBuffer(64); const kinds: any[] = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array].map((K: any, i) => new K(common, (i % 3) * 8, 4)); const whole = new DataView(common, 8, 40);",
      "whole.setFloat64(0, Math.PI); kinds[1][7] = 200;",
    ],
    cell: "kinds[0][0] = -1; whole.setInt16(2, -300); console.log(kinds.map(k => `${k.constructor.name}@${k.byteOffset}+${k.length}:${k.join()}`).join(' '), kinds.every(k => k.buffer === whole.buffer), whole.byteOffset, whole.byteLength);",
  },
  {
    name: "resizable buffers and the views that follow them",
    cells: [
      "const elastic: any = new (ArrayBuffer as any)(8, { maxByteLength: 32 }); const follows = new Uint8Array(elastic); const stays = new Uint8Array(elastic, 2, 4); follows[3] = 9; elastic.resize(16);",
    ],
    cell: "elastic.resize(24); console.log(follows.length, stays.length, follows.join(), elastic.resizable, elastic.maxByteLength, stays[1]);",
  },
  {
    name: "a shared buffer that can grow",
    cells: [
      "const growing: any = new (SharedArrayBuffer as any)(4, { maxByteLength: 16 }); const sharedBytes = new Uint8Array(growing); sharedBytes[3] = 7; growing.grow(8); const sharedInts = new Int16Array(growing, 2, 2);",
    ],
    cell: "sharedInts[1] = 515; console.log(sharedBytes.join(), sharedBytes.length, growing.growable, sharedInts.buffer === growing, Object.prototype.toString.call(growing));",
  },
  {
    name: "a buffer that was given away",
    cells: ["const given = new Uint8Array([1, 2, 3]); structuredClone(given, { transfer: [given.buffer] });"],
    cell: "console.log(given.length, given.byteOffset, given.buffer.byteLength, (given as any)[0]);",
  },
  {
    name: "Buffers of Node's pool, and slices of them",
    cells: [
      "const pooled = Buffer.from('pooled text'); const slice = pooled.subarray(2, 5); const other = Buffer.from('other');",
      "slice[0] = 0x21;",
    ],
    cell: "slice[1] = 0x3f; console.log(pooled.toString(), slice.toString(), other.toString('hex'), pooled.buffer === slice.buffer, slice.byteOffset - pooled.byteOffset, pooled instanceof Buffer);",
  },
  {
    name: "typed arrays with properties, and of a class of one's own",
    cells: [
      "class Vec extends Float64Array { label = 'v'; norm() { return Math.hypot(...this); } }\nconst vec = new Vec([3, 4]); const marked: any = new Uint8Array(2); marked.unit = 'px';",
    ],
    cell: "vec[0] *= 2; console.log(vec, vec.norm().toFixed(3), vec instanceof Vec, vec.subarray(1).constructor.name, marked.unit, marked.length, Object.keys(vec).join());",
  },
  {
    name: "errors of every kind, with causes and lists",
    cells: [
      "const many: any = new AggregateError([new RangeError('r'), 'text'], 'all', { cause: 0 }); const e1: any = new SyntaxError('s'); e1.code = 'E_S'; e1.stack = 'rewritten'; const e2: any = new Error('x'); e2.cause = e2; delete e2.stack; const e3: any = new Error(); e3.message = 'late';",
    ],
    cell: "console.log(many.errors.length, many.errors[0] instanceof RangeError, many.cause, e1.stack, e1.code, 'stack' in e2, e2.cause === e2, e3.message, Object.getOwnPropertyNames(e3).join(), Object.getOwnPropertyDescriptor(many, 'errors'), String(many));",
  },
  {
    name: "where an error was thrown",
    cells: ["function boom() { throw new TypeError('deep'); }\nlet thrown: any; try { boom(); } catch (e) { thrown = e; }"],
    cell: "console.log(thrown.stack.split('\\n').slice(0, 3).join('|'), Object.prototype.toString.call(thrown));",
  },
  {
    name: "symbols of one's own, registered and well-known, as keys",
    cells: [
      "const local = Symbol('local'), twin = Symbol('local'), registered = Symbol.for('registered'), nameless = Symbol();\nconst keyed: any = { [local]: 1, [twin]: 2, [registered]: 3, [nameless]: 4, [Symbol.toStringTag]: 'Keyed', *[Symbol.iterator]() { yield* [5, 6]; }, [Symbol.toPrimitive]: (hint: string) => hint };",
    ],
    cell: "console.log(keyed[local], keyed[twin], keyed[Symbol.for('registered')], keyed[nameless], String(keyed), [...keyed].join(), `${keyed}`, +keyed, Symbol.keyFor(registered), Symbol.keyFor(local), local.description, nameless.description, Object.getOwnPropertySymbols(keyed).map(String).join());",
  },
  {
    name: "frozen, sealed and closed objects, arrays and functions",
    cells: [
      "const ice: any = Object.freeze([1, { x: 1 }]); const seal: any = Object.seal({ y: 1 }); const closed: any = Object.preventExtensions({ z: 1 }); const coldFn: any = Object.freeze(() => 1); class Cold { v = 1; constructor() { Object.freeze(this); } }\nconst cold: any = new Cold();",
    ],
    cell: "console.log([Reflect.set(ice, 0, 9), Reflect.set(ice[1], 'x', 2), Reflect.set(seal, 'y', 3), Reflect.deleteProperty(seal, 'y'), Reflect.set(closed, 'n', 1), Reflect.deleteProperty(closed, 'z'), Reflect.set(coldFn, 'p', 1), Reflect.set(cold, 'v', 2)].join(), JSON.stringify([ice, seal, closed, cold]), Object.isFrozen(cold), Object.isExtensible(closed));",
  },
  {
    name: "hidden, read-only and fixed properties",
    cells: [
      "const attrs: any = {}; for (let i = 0; i < 8; i++) Object.defineProperty(attrs, 'p' + i, { value: i, writable: !!(i & 1), enumerable: !!(i & 2), configurable: !!(i & 4) }); Object.defineProperty(attrs, 'half', { set(this: any, v) { this.p1 = v; }, configurable: true });",
    ],
    cell: "attrs.half = 11; console.log(JSON.stringify(Object.getOwnPropertyDescriptors(attrs)), typeof Object.getOwnPropertyDescriptor(attrs, 'half')!.set, Reflect.set(attrs, 'p0', 5));",
  },
  {
    name: "boxed primitives",
    cells: [
      "const boxes: any[] = [new Number(-0), new String('text'), new Boolean(false), Object(Symbol.for('b')), Object(7n)]; boxes[1].extra = 1; const boxTwice = [boxes[0], boxes[0]];",
    ],
    cell: `console.log(boxes.map(b => typeof b + ' ' + Object.prototype.toString.call(b)).join(), Object.is(+boxes[0], -0), boxes[1].extra, boxes[1].length, boxes[3].valueOf() === Symbol.for('b'), boxes[4] + 1n, boxTwice[0] === boxes[0]);`,
  },
  {
    name: "classes of Array, Map and Set of one's own",
    cells: [
      "class Stack extends Array<any> { top() { return this[this.length - 1]; } }\nclass Counts extends Map<string, number> { total = 0; add(k: string) { this.total++; return this.set(k, (this.get(k) ?? 0) + 1); } }\nclass Tags extends Set<string> { #seen = 0; override add(t: string) { try { this.#seen++; } catch {} return super.add(t); } get seen() { return this.#seen; } }\nconst stack = new Stack(); stack.push(1, 2); const counts = new Counts(); counts.add('a'); const tags = new Tags(); tags.add('x');",
      "counts.add('a').set('b', 9); tags.add('y'); stack.push(3);",
    ],
    cell: "counts.add('b'); tags.add('x'); stack.push(4); console.log(stack.top(), stack.map(x => x * 2) instanceof Stack, stack.length, [...counts].join(), counts.total, [...tags].join(), tags.seen, counts instanceof Counts);",
  },
  {
    name: "classes of Error, Date, RegExp, Promise and Function of one's own",
    cells: [
      "class HttpError extends Error { constructor(public status: number, options?: any) { super('http ' + status); this.name = 'HttpError'; } get retry() { return this.status > 499; } }\nclass Day extends Date { plus(n: number) { return new Day(this.getTime() + n * 864e5); } }\nclass Pattern extends RegExp { hits = 0; override test(s: string) { const hit = super.test(s); if (hit) this.hits++; return hit; } }\nclass Later<T> extends Promise<T> { tag = 'later'; }\nconst http = new HttpError(503), today = new Day(0), pattern = new Pattern('a', 'g'); const laterOne: any = Later.resolve(5); pattern.test('aa');",
    ],
    cell: "pattern.test('aa'); console.log(http.retry, http.name, http instanceof HttpError, today.plus(1).toISOString(), pattern.hits, pattern.lastIndex, laterOne.tag, laterOne instanceof Later, await laterOne);",
  },
  {
    name: "an object whose prototype is another object of the notebook",
    cells: [
      "const base1: any = { greet() { return 'hi ' + this.name; }, name: 'base' }; const derived1 = Object.create(base1, { name: { value: 'derived', writable: true, enumerable: true } }); const plain1 = Object.setPrototypeOf({ k: 1 }, null);",
      "base1.late = 'seen';",
    ],
    cell: "base1.greet = function () { return 'changed ' + this.name; }; console.log(derived1.greet(), derived1.late, Object.getPrototypeOf(derived1) === base1, Object.getPrototypeOf(plain1), plain1.k);",
  },
  {
    name: "a linked list of 100,000 nodes",
    cells: ["let chain: any = null; for (let i = 0; i < 100_000; i++) chain = { i, next: chain };"],
    cell: "let steps = 0, at = chain; while (at) { steps++; at = at.next; } chain.i = -1; console.log(steps, chain.i, chain.next.i);",
  },
  {
    name: "200,000 small objects of one shape, some shared",
    cells: [
      "const rows: any[] = Array.from({ length: 200_000 }, (_, i) => ({ id: i, half: i / 2, name: 'r' + (i % 100), even: i % 2 === 0 })); for (let i = 0; i < 1000; i++) rows.push(rows[i * 7]);",
    ],
    cell: "rows[7].half = 100; console.log(rows.length, rows.reduce((a, r) => a + r.half + r.name.length, 0), rows[200_001] === rows[7], Object.keys(rows[5]).join());",
  },
  {
    name: "arguments objects, bound to their parameters and not",
    cells: [
      "function keep(this: any, a: any, b: any) { const set = (v: any) => { a = v; }; return [arguments, set] as const; }\nconst [args, setA] = keep('x', 'y'); const strictArgs = (function () { 'use strict'; return arguments; } as any)(1, 2);",
    ],
    cell: "console.log(Object.prototype.toString.call(args), args.length, args[1], Array.from(strictArgs as any).join()); setA('changed'); console.log(args[0]);",
  },
  {
    name: "iterators in the middle",
    cells: [
      "const arrayIt = [1, 2, 3][Symbol.iterator](); const mapIt = new Map([['a', 1], ['b', 2]]).entries(); const textIt = 'héy'[Symbol.iterator](); const matchIt = 'a1b2'.matchAll(/\\d/g); const setIt = new Set([7, 8]).values();",
      "arrayIt.next(); mapIt.next(); textIt.next(); matchIt.next(); setIt.next();",
    ],
    cell: "console.log(arrayIt.next().value, mapIt.next().value, textIt.next().value, matchIt.next().value[0], setIt.next().value);",
  },
  {
    name: "an array iterator in the middle",
    cells: ["const queue = ['a', 'b', 'c']; const queueIt = queue.values(); queueIt.next();", "queue.push('d');"],
    cell: "queue.push('e'); console.log([...queueIt].join());",
  },
  {
    name: "strings of a template that were kept",
    cells: ["const tagged = (s: TemplateStringsArray, ...v: any[]) => ({ s, v }); const kept = [1, 2].map(i => tagged`a${i}\\n`);"],
    cell: "console.log(kept[0]!.s === kept[1]!.s, kept[0]!.s.raw.join('|'), Object.isFrozen(kept[0]!.s), Object.isFrozen(kept[0]!.s.raw), kept[1]!.v);",
  },
  {
    name: "a matrix of rows that share a buffer, inside an object with methods",
    cells: [
      "const matrix = { data: new Float64Array(12), rows: [] as Float64Array[], at(r: number, c: number) { return this.rows[r]![c]; } }; for (let r = 0; r < 3; r++) matrix.rows.push(matrix.data.subarray(r * 4, r * 4 + 4)); matrix.data.forEach((_, i) => { matrix.data[i] = i; });",
    ],
    cell: "matrix.rows[1]![2] = 60; console.log(matrix.at(1, 2), matrix.data[6], matrix.rows.every(r => r.buffer === matrix.data.buffer));",
  },
  {
    name: "values of many kinds in one graph, seen by Node's inspection",
    cells: [
      "const zoo: any = { list: [new Map([[{ a: 1 }, new Set([/x/g])]]), new Date(5), Object(1n)], nul: null, u: undefined, [Symbol.for('zoo')]: { deep: { deeper: [[[1]]] } } }; zoo.self = zoo; zoo.list.push(zoo.list);",
    ],
    cell: look("zoo"),
  },
  {
    name: "results of JSON, structuredClone, Object.groupBy-like reductions",
    cells: [
      'const parsedRows = JSON.parse(\'[{"a":1,"b":[true,null]},{"a":2}]\'); const cloned = structuredClone({ when: new Date(7), set: new Set([1]) }); const grouped = parsedRows.reduce((m: any, r: any) => m.set(r.a % 2, [...(m.get(r.a % 2) ?? []), r]), new Map());',
    ],
    cell: `grouped.get(1)[0].a = 9; console.log(parsedRows[0].a); ${look("parsedRows, cloned, grouped")}`,
  },
];
