import type { State } from "./state";

/** What a process holds besides variables: globals, built-ins, settings. */
export const processStates: readonly State[] = [
  {
    name: "variables of the environment, set and deleted",
    cells: [
      "process.env.TSLAB_EXAM_A = 'a'; process.env.TSLAB_EXAM_B = 'b'; const homeBefore = process.env.HOME; delete process.env.HOME; const readEnv = () => process.env.TSLAB_EXAM_A;",
      "delete process.env.TSLAB_EXAM_B;",
    ],
    cell: "console.log(readEnv(), process.env.TSLAB_EXAM_B, process.env.HOME, 'TSLAB_EXAM_A' in process.env);",
    undo: "process.env.HOME = homeBefore; delete process.env.TSLAB_EXAM_A;",
    about: ["environment", "process.env"],
  },
  {
    name: "a working directory",
    cells: ["const cwd1 = process.cwd(); process.chdir('/tmp');"],
    cell: "console.log(process.cwd(), require('fs').existsSync('../tmp'));",
    undo: "process.chdir(cwd1);",
    about: ["cwd", "working directory"],
  },
  {
    name: "a mask for new files",
    cells: ["const umask2 = process.umask(0o77);"],
    cell: "console.log(process.umask().toString(8));",
    undo: "process.umask(umask2);",
    about: ["umask"],
  },
  {
    name: "the time zone",
    cells: ["const tz3 = process.env.TZ; process.env.TZ = 'Asia/Kathmandu'; const local3 = new Date(0).getHours();"],
    cell: "console.log(new Date(0).getHours() === local3, new Date(0).toString().slice(0, 33), new Date(2020, 0, 1).toISOString());",
    undo: "if (tz3 === undefined) delete process.env.TZ; else process.env.TZ = tz3;",
    about: ["TZ", "time zone"],
  },
  {
    name: "listeners of the process",
    cells: [
      "let warned4 = 0; const onNote4 = () => { warned4++; }; process.on('exam' as any, onNote4); process.once('exam' as any, onNote4);",
      "process.emit('exam' as any);",
    ],
    cell: "process.emit('exam' as any); console.log(warned4, process.listenerCount('exam'), process.listeners('exam' as any)[0] === onNote4);",
    undo: "process.removeAllListeners('exam');",
    about: ["listener", "exam"],
  },
  {
    name: "the exit code and the title",
    cells: ["const title5 = process.title; process.title = 'examined'; process.exitCode = 3;"],
    cell: "console.log(process.title, process.exitCode);",
    undo: "process.title = title5; process.exitCode = undefined;",
    about: ["title", "exitCode"],
  },
  {
    name: "how far stacks go",
    cells: [
      "const limit6 = Error.stackTraceLimit; Error.stackTraceLimit = 2; const deep6 = (n: number): string => n ? deep6(n - 1) : new Error('x').stack!;",
    ],
    cell: "console.log(Error.stackTraceLimit, deep6(9).split('\\n').length);",
    undo: "Error.stackTraceLimit = limit6;",
    about: ["stackTraceLimit"],
  },
  {
    name: "how stacks are written",
    cells: ["const prepare7 = Error.prepareStackTrace; Error.prepareStackTrace = (e, sites) => 'S:' + e.message + (sites.length > 0);"],
    cell: "console.log(new Error('p').stack);",
    undo: "Error.prepareStackTrace = prepare7;",
    about: ["prepareStackTrace"],
  },
  {
    name: "options of Node's inspection",
    cells: [
      "import { inspect as inspect8 } from 'util'; const depth8 = inspect8.defaultOptions.depth!; inspect8.defaultOptions.depth = 0;",
    ],
    cell: "console.log({ a: { b: 1 } }, inspect8.defaultOptions.depth);",
    undo: "inspect8.defaultOptions.depth = depth8;",
    about: ["defaultOptions", "inspect"],
  },
  {
    name: "a getter among the globals",
    cells: [
      "let reads9 = 0; Object.defineProperty(globalThis, 'lazy9', { get() { return ++reads9; }, configurable: true }); Object.defineProperty(globalThis, 'hidden9', { value: [1], configurable: true });",
    ],
    cell: "console.log((globalThis as any).lazy9, (globalThis as any).lazy9, reads9, (globalThis as any).hidden9, Object.keys(globalThis).includes('hidden9'));",
    undo: "delete (globalThis as any).lazy9; delete (globalThis as any).hidden9;",
    about: ["lazy9", "hidden9"],
  },
  {
    name: "a global that shares an object with a variable",
    cells: ["const shared10 = { n: 1 }; (globalThis as any).G10 = { inner: shared10, f: () => shared10.n++ };"],
    cell: "(globalThis as any).G10.f(); console.log(shared10.n, (globalThis as any).G10.inner === shared10);",
    undo: "delete (globalThis as any).G10;",
    about: ["G10"],
  },
  {
    name: "a global that only a function mentions",
    cells: [
      "(globalThis as any).config11 = { level: 2 }; function level11() { return (globalThis as any).config11.level; }",
      "(globalThis as any).config11.level = 5;",
    ],
    cell: "console.log(level11());",
    undo: "delete (globalThis as any).config11;",
    about: ["config11"],
  },
  {
    name: "global variables made by eval, as properties and as bindings",
    cells: [
      "(0, eval)('var gvar12 = 1; function gfun12() { return ++gvar12; } ');",
      "require('vm').runInThisContext('let glex12 = 10; const gcon12 = [1]; class GClass12 { x = glex12; }');",
      "(0, eval)('gfun12(); glex12++; gcon12.push(2)');",
    ],
    cell: "console.log((0, eval)('[gfun12(), gvar12, glex12++, gcon12.length, new GClass12().x].join()'));",
    about: ["gvar12", "gfun12", "glex12", "gcon12", "GClass12"],
    lasting: true,
  },
  {
    name: "a polluted Object.prototype",
    cells: ["(Object.prototype as any).polluted13 = 'everywhere';"],
    cell: "console.log(({} as any).polluted13, (Object.create(null) as any).polluted13, (() => { const ks: string[] = []; for (const k in { own: 1 }) ks.push(k); return ks.join(); })());",
    undo: "delete (Object.prototype as any).polluted13;",
    about: ["polluted13", "Object.prototype"],
  },
  {
    name: "a built-in method that was wrapped and counts",
    cells: [
      "let calls14 = 0; const map14 = Array.prototype.map; Array.prototype.map = function (this: any, ...a: any[]) { if (this.counted14) calls14++; return (map14 as any).apply(this, a); } as any; const counted14: any = [1, 2]; counted14.counted14 = true;",
      "counted14.map((x: number) => x);",
    ],
    cell: "console.log(counted14.map((x: number) => x * 2).join(), [3].map(x => x).length, calls14);",
    undo: "Array.prototype.map = map14;",
    about: ["map"],
  },
  {
    name: "a clock and a random generator of one's own",
    cells: [
      "const now15 = Date.now, random15 = Math.random; let tick15 = 1000; Date.now = () => tick15 += 5; Math.random = () => 0.25;",
      "Date.now();",
    ],
    cell: "console.log(Date.now() - tick15, tick15 % 5, Math.random());",
    undo: "Date.now = now15; Math.random = random15;",
    about: ["now", "random"],
  },
  {
    name: "a built-in that was deleted",
    cells: [
      "const link16 = (String.prototype as any).anchor; delete (String.prototype as any).anchor; const esc16 = (globalThis as any).escape; delete (globalThis as any).escape;",
    ],
    cell: "console.log(typeof ('' as any).anchor, typeof (globalThis as any).escape);",
    undo: "Object.defineProperty(String.prototype, 'anchor', { value: link16, writable: true, enumerable: false, configurable: true }); Object.defineProperty(globalThis, 'escape', { value: esc16, writable: true, enumerable: false, configurable: true });",
    about: ["anchor", "escape"],
  },
  {
    name: "a getter and a symbol on a built-in prototype",
    cells: [
      "const words17 = Symbol('words'); Object.defineProperty(String.prototype, 'shout17', { get() { return this.toUpperCase() + '!'; }, configurable: true }); (String.prototype as any)[words17] = function () { return this.split(' ').length; }; (Number.prototype as any).times17 = function (f: any) { for (let i = 0; i < this; i++) f(i); };",
    ],
    cell: "let s17 = 0; (3 as any).times17((i: number) => { s17 += i; }); console.log(('ab c' as any).shout17, ('ab c' as any)[words17](), s17);",
    undo: "delete (String.prototype as any).shout17; delete (String.prototype as any)[words17]; delete (Number.prototype as any).times17;",
    about: ["shout17", "words17", "words", "times17"],
  },
  {
    name: "an iterator that was replaced",
    cells: [
      "const iter18 = Set.prototype[Symbol.iterator]; Set.prototype[Symbol.iterator] = function* (this: Set<any>) { if (Set.prototype.has.call(this, 'marked')) yield 'first'; yield* iter18.call(this) as any; } as any;",
    ],
    cell: "console.log([...new Set([1, 'marked'])].join(), [...new Set([2])].join());",
    undo: "Set.prototype[Symbol.iterator] = iter18;",
    about: ["iterator"],
  },
  {
    name: "a function of a core module that was replaced",
    cells: [
      "const fs19 = require('fs'); const exists19 = fs19.existsSync; fs19.existsSync = (p: string) => p === '/nowhere' || exists19(p); fs19.own19 = 'added';",
    ],
    cell: "console.log(fs19.existsSync('/nowhere'), require('fs').own19);",
    undo: "fs19.existsSync = exists19; delete fs19.own19;",
    about: ["existsSync", "own19", "fs"],
  },
  {
    name: "a core module's setting",
    cells: [
      "const events20 = require('events'), buffer20 = require('buffer'); const max20 = events20.defaultMaxListeners, pool20 = Buffer.poolSize; events20.defaultMaxListeners = 50; Buffer.poolSize = 4096; const lines20 = buffer20.INSPECT_MAX_BYTES; buffer20.INSPECT_MAX_BYTES = 3;",
    ],
    cell: "console.log(events20.defaultMaxListeners, Buffer.poolSize, Buffer.from('abcdef'));",
    undo: "events20.defaultMaxListeners = max20; Buffer.poolSize = pool20; buffer20.INSPECT_MAX_BYTES = lines20;",
    about: ["defaultMaxListeners", "poolSize", "INSPECT_MAX_BYTES"],
  },
  {
    name: "a promise method that was wrapped",
    cells: [
      "let thens21 = 0; const then21 = Promise.prototype.then; Promise.prototype.then = function (this: any, ...a: any[]) { if (a[0]?.counted21) thens21++; return (then21 as any).apply(this, a); } as any; const counted21: any = (v: any) => v; counted21.counted21 = true; await Promise.resolve(1).then(counted21);",
    ],
    cell: "await Promise.resolve(2).then(counted21); console.log(thens21);",
    undo: "Promise.prototype.then = then21;",
    about: ["then"],
  },
  {
    name: "a console method that was wrapped",
    cells: [
      "const info22 = console.info; const infos22: any[] = []; console.info = (...a: any[]) => { infos22.push(a); info22('info:', ...a); };",
      "console.info('x');",
    ],
    cell: "console.info('y'); console.log(infos22.length);",
    undo: "console.info = info22;",
    about: ["info"],
  },
  {
    name: "a built-in namespace that was frozen, and one that was extended",
    cells: [
      "const reflect23 = Object.isExtensible(Intl); (Atomics as any).extra23 = 1; (JSON as any).pretty23 = (v: any) => JSON.stringify(v, null, 1);",
    ],
    cell: "console.log((Atomics as any).extra23, (JSON as any).pretty23({ a: 1 }), reflect23);",
    undo: "delete (Atomics as any).extra23; delete (JSON as any).pretty23;",
    about: ["extra23", "pretty23"],
  },
  {
    name: "a built-in class replaced by a subclass",
    cells: [
      "const Map24 = Map; (globalThis as any).Map = class CountingMap extends Map24<any, any> { static made = 0; constructor(...a: any[]) { super(...(a as [])); if (a[1] === 'counted') CountingMap.made++; } }; const made24 = new Map([[1, 2]]);",
    ],
    cell: "new (Map as any)([], 'counted'); console.log((Map as any).made, made24 instanceof Map, made24.get(1), Map.name);",
    undo: "(globalThis as any).Map = Map24;",
    about: ["Map"],
  },
];
