import type { State } from "./state";

/** States of the first exam: variables, functions and handles as they occur in any notebook. */
export const everydayStates: readonly State[] = [
  {
    name: "primitives",
    cells: ["let n = -0, big = 10n ** 30n, s = 'é😀', u = undefined, nan = NaN;"],
    cell: "console.log(Object.is(n, -0), big, s, u, nan); n = 5;",
  },
  { name: "a variable reassigned in a later cell", cells: ["let g = 1;", "g = 2;", "g += 40;"], cell: "console.log(++g);" },
  {
    name: "a variable redeclared with another type",
    cells: ["let v = 1;", "let v = 'now a string';"],
    cell: "console.log(v.toUpperCase());",
  },
  {
    name: "a plain object changed in place",
    cells: ["const o = { a: { b: [1, 2] } };", "o.a.b.push(3);"],
    cell: "o.a.b.push(4); console.log(JSON.stringify(o));",
  },
  {
    name: "a closure with private state",
    cells: ["function makeCounter() { let c = 0; return () => ++c; }\nconst count = makeCounter();", "count(); count();"],
    cell: "console.log(count());",
  },
  {
    name: "two closures over one scope",
    cells: ["const [inc, get] = (() => { let c = 0; return [() => ++c, () => c]; })();", "inc();"],
    cell: "inc(); console.log(get());",
  },
  {
    name: "#private fields",
    cells: [
      "class Account { #sum = 0; add(n: number) { this.#sum += n; return this.#sum; } }\nconst account = new Account();",
      "account.add(40);",
    ],
    cell: "console.log(account.add(2));",
  },
  {
    name: "static private state",
    cells: ["class Ids { static #next = 1; static take() { return Ids.#next++; } }", "Ids.take(); Ids.take();"],
    cell: "console.log(Ids.take());",
  },
  {
    name: "class instances and inheritance",
    cells: [
      "class Animal { constructor(public name: string) {} speak() { return this.name; } }\nclass Dog extends Animal { speak() { return super.speak() + ' barks'; } }\nconst dog = new Dog('Rex');",
    ],
    cell: "console.log(dog instanceof Animal, dog.speak(), dog.constructor.name);",
  },
  {
    name: "getters and setters",
    cells: ["const temp = { c: 20, get f() { return this.c * 1.8 + 32; }, set f(x) { this.c = (x - 32) / 1.8; } };"],
    cell: "temp.f = 212; console.log(temp.c, temp.f);",
  },
  {
    name: "a patched prototype",
    cells: ["(Array.prototype as any).second = function () { return this[1]; };"],
    cell: "console.log(([7, 8, 9] as any).second());",
    undo: "delete (Array.prototype as any).second;",
  },
  {
    name: "a patched built-in function",
    cells: ["const round = Math.round; Math.round = (x: number) => round(x) + 1000;"],
    cell: "console.log(Math.round(1.4));",
    undo: "Math.round = round;",
  },
  {
    name: "a global",
    cells: ["(globalThis as any).G = { hits: 1 };"],
    cell: "(globalThis as any).G.hits++; console.log((globalThis as any).G.hits);",
    undo: "delete (globalThis as any).G;",
  },
  {
    name: "a Map of functions",
    cells: ["const table = new Map<string, (x: number) => number>([['double', x => x * 2]]);", "table.set('square', x => x * x);"],
    cell: "console.log([...table].map(([k, f]) => k + f(7)).join());",
  },
  {
    name: "a Set, a WeakMap and a Symbol",
    cells: ["const key = { id: 1 }; const weak = new WeakMap([[key, 'held']]); const tag = Symbol('tag'); const set = new Set([tag]);"],
    cell: "console.log(weak.get(key), set.has(tag), String(tag));",
  },
  {
    name: "imports of a namespace, a name and a default",
    cells: ["import * as os from 'os'; import { join } from 'path'; import fs from 'fs';"],
    cell: "console.log(typeof os.cpus, join('a', 'b'), typeof fs.readFileSync);",
  },
  {
    name: "state inside an imported module",
    cells: ["import { EventEmitter } from 'events'; EventEmitter.defaultMaxListeners = 33;"],
    cell: "console.log(new EventEmitter().getMaxListeners());",
    undo: "EventEmitter.defaultMaxListeners = 10;",
  },
  { name: "an enum", cells: ["enum Color { Red, Green = 5, Blue }"], cell: "console.log(Color.Blue, Color[5]);" },
  {
    name: "an interface and a type alias",
    cells: ["interface P { x: number } type Q = P & { y: number };"],
    cell: "const q: Q = { x: 1, y: 2 }; console.log(q.x + q.y);",
  },
  {
    name: "a generic function",
    cells: ["function last<T>(xs: readonly T[]): T | undefined { return xs[xs.length - 1]; }"],
    cell: "console.log(last([1, 2, 3]), last(['z']));",
  },
  { name: "destructured variables", cells: ["const { a, b: [c, ...rest] } = { a: 1, b: [2, 3, 4] };"], cell: "console.log(a, c, rest);" },
  {
    name: "shorthand properties of earlier variables",
    cells: ["const w = 3, h = 4;"],
    cell: "const box = { w, h }; console.log(box.w * box.h);",
  },
  { name: "an awaited value", cells: ["const answer = await Promise.resolve(42);"], cell: "console.log(answer);" },
  {
    name: "a settled promise",
    cells: ["const settled = Promise.resolve('done'); const failed = Promise.reject(new Error('no')); failed.catch(() => {});"],
    cell: "console.log(await settled, await failed.catch(e => e.message));",
  },
  {
    name: "an async function and an async cell",
    cells: ["async function later(x: number) { await null; return x + 1; }"],
    cell: "console.log(await later(1) + await later(2));",
  },
  {
    name: "a generator in the middle",
    cells: ["function* naturals() { let n = 0; while (true) yield n++; }\nconst numbers = naturals();", "numbers.next(); numbers.next();"],
    cell: "console.log(numbers.next().value);",
  },
  {
    name: "a Proxy",
    cells: [
      "const log: string[] = []; const proxied = new Proxy({ x: 1 } as any, { get: (t, k) => { log.push(String(k)); return t[k]; } });",
    ],
    cell: "console.log(proxied.x, log.length);",
  },
  {
    name: "a bound function",
    cells: ["const bound = (function (this: { n: number }, m: number) { return this.n * m; }).bind({ n: 6 });"],
    cell: "console.log(bound(7));",
  },
  {
    name: "a regular expression in the middle of a text",
    cells: ["const re = /o/g; re.exec('foo boo');"],
    cell: "console.log(re.lastIndex, re.exec('foo boo')?.index);",
  },
  {
    name: "typed arrays over one buffer",
    cells: [
      "const buffer = new ArrayBuffer(16); const ints = new Int32Array(buffer); const bytes = new Uint8Array(buffer);",
      "ints[1] = 258;",
    ],
    cell: "ints[0] = 1; console.log(bytes.join());",
  },
  {
    name: "a SharedArrayBuffer",
    cells: ["const shared = new Int32Array(new SharedArrayBuffer(8)); shared[0] = 1;"],
    cell: "Atomics.add(shared, 0, 1); console.log(shared[0]);",
  },
  {
    name: "a large Buffer",
    cells: ["const large = Buffer.alloc(20_000_000, 7);"],
    cell: "large[19_999_999] = 9; console.log(large[0], large[19_999_999], large.length);",
  },
  {
    name: "cycles and shared identity",
    cells: ["const node: any = { name: 'n' }; node.self = node; const pair = [node, node];"],
    cell: "console.log(node.self === pair[1], pair[0] === pair[1]);",
  },
  {
    name: "frozen and null-prototype objects",
    cells: ["const frozen = Object.freeze({ x: 1 }); const bare = Object.assign(Object.create(null), { y: 2 });"],
    cell: "console.log(Object.isFrozen(frozen), Object.getPrototypeOf(bare), bare.y);",
  },
  {
    name: "errors with fields and a cause",
    cells: ["class DbError extends Error { code = 7; }\nconst problem = new DbError('outer', { cause: new TypeError('inner') });"],
    cell: "console.log(problem.code, (problem.cause as Error).message, problem instanceof DbError);",
  },
  {
    name: "dates, URLs and Intl",
    cells: [
      "const day = new Date(0); const url = new URL('http://x.y/?q=1'); const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });",
    ],
    cell: "console.log(day.toISOString(), url.searchParams.get('q'), money.format(2));",
  },
  {
    name: "an event emitter with listeners",
    cells: [
      "import { EventEmitter as Emitter } from 'events'; const emitter = new Emitter(); let heard = 0; emitter.on('ping', () => heard++);",
    ],
    cell: "emitter.emit('ping'); console.log(heard);",
  },
  {
    name: "a WebAssembly instance with memory",
    cells: [
      "const wasm = await (globalThis as any).WebAssembly.instantiate(new Uint8Array([0,97,115,109,1,0,0,0,1,7,1,96,2,127,127,1,127,3,2,1,0,5,3,1,0,1,7,13,2,3,97,100,100,0,0,3,109,101,109,2,0,10,9,1,7,0,32,0,32,1,106,11]));\nconst { add, mem } = wasm.instance.exports as any;\nnew Uint8Array(mem.buffer)[3] = 77;",
    ],
    cell: "console.log(add(40, 2), new Uint8Array(mem.buffer)[3]);",
    native: true,
  },
  {
    name: "an open file and its offset",
    cells: [
      "import { openSync, readSync, writeFileSync, mkdtempSync } from 'fs'; import { tmpdir } from 'os'; import { join as joinPath } from 'path';\nconst file = joinPath(mkdtempSync(joinPath(tmpdir(), 'tslab-magics-test-')), 'letters'); writeFileSync(file, 'abcdefghijkl');\nconst fd = openSync(file, 'r'); const four = Buffer.alloc(4); readSync(fd, four, 0, 4, null);",
    ],
    cell: "readSync(fd, four, 0, 4, null); console.log(four.toString());",
    native: true,
  },
  {
    name: "a deleted file that is still open",
    cells: [
      "import { openSync as open2, readSync as read2, writeFileSync as write2, unlinkSync, rmSync, mkdtempSync as temp2 } from 'fs'; import { tmpdir as tmp2 } from 'os';\nconst gone = temp2(tmp2() + '/tslab-magics-test-') + '/x'; write2(gone, '12345678'); const fd2 = open2(gone, 'r'); unlinkSync(gone); rmSync(gone.slice(0, -2), { recursive: true }); const two = Buffer.alloc(2); read2(fd2, two, 0, 2, null);",
    ],
    cell: "read2(fd2, two, 0, 2, null); console.log(two.toString());",
    native: true,
  },
  {
    name: "a running interval",
    cells: [
      "let ticks = 0; const ticker = setInterval(() => { ticks++; }, 5); ticker.unref(); await new Promise(r => setTimeout(r, 40)); clearInterval(ticker); const frozenTicks = ticks;\nlet loud = 0; setInterval(() => { loud++; }, 2).unref();",
    ],
    cell: "const before = loud; const end = Date.now() + 30; while (Date.now() < end); console.log(loud === before, frozenTicks === ticks);",
  },
  {
    name: "an unfinished timeout",
    cells: ["let fired = false; setTimeout(() => { fired = true; console.log('must not be seen in a child'); }, 86_400_000).unref();"],
    cell: "await new Promise(r => setTimeout(r, 30)); console.log(fired);",
  },
  {
    name: "environment, working directory and title",
    cells: ["process.env.TSLAB_STATE = 'set'; const home = process.cwd();"],
    cell: "process.env.TSLAB_STATE += '!'; process.chdir('/'); console.log(process.env.TSLAB_STATE, process.cwd());",
    undo: "process.chdir(home); delete process.env.TSLAB_STATE;",
  },
  {
    name: "a function that calls functions of other cells",
    cells: [
      "function twice(x: number) { return base(x) * 2; }\nfunction base(x: number) { return x + offset; }\nlet offset = 1;",
      "offset = 10;",
    ],
    cell: "console.log(twice(1));",
  },
  {
    name: "mutual recursion",
    cells: [
      "function even(n: number): boolean { return n === 0 || odd(n - 1); }\nfunction odd(n: number): boolean { return n !== 0 && even(n - 1); }",
    ],
    cell: "console.log(even(10), odd(7));",
  },
  {
    name: "sparse arrays and arrays with properties",
    cells: ["const sparse: any = [, 1, , 2]; sparse.note = 'n'; sparse[9] = 3;"],
    cell: "console.log(sparse.length, 0 in sparse, 3 in sparse, sparse.note);",
  },
  {
    name: "an abort controller and its listener",
    cells: [
      "const controller = new AbortController(); let aborted = 0; controller.signal.addEventListener('abort', () => { aborted++; });",
    ],
    cell: "controller.abort(); console.log(aborted, controller.signal.aborted);",
  },
  {
    name: "a module written as a cell",
    cells: [
      "/** @module mathx */\nexport const tau = 6.28;\nexport function half(x: number) { return x / 2; }",
      "import { half, tau } from './mathx';",
    ],
    cell: "console.log(half(tau));",
  },
  {
    name: "random numbers already drawn",
    cells: ["const drawn = Array.from({ length: 3 }, () => Math.random());"],
    cell: "console.log(drawn.join());",
  },
  {
    name: "the measured cell's own declarations",
    cells: ["const seed = 3;"],
    cell: "function cube(x: number) { return x ** 3; }\nclass Local { v = cube(seed); }\nconst { v: cubed } = new Local(); enum E { A = 4 }\nconsole.log(cubed, E.A);",
  },
];
