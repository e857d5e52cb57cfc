import type { State } from "./state";

/** Functions, classes and what they have captured. */
export const functionStates: readonly State[] = [
  {
    name: "two counters of one factory with equal values",
    cells: [
      "const newCounter = () => { let c = 0; return { up: () => ++c, read: () => c }; }; const left = newCounter(), right = newCounter();",
      "left.up(); right.up();",
    ],
    cell: "left.up(); left.up(); console.log(left.read(), right.read(), newCounter().read());",
  },
  {
    name: "closures of a loop, each with its own variable",
    cells: [
      "const fs1: (() => number)[] = []; for (let i = 0; i < 4; i++) fs1.push(() => i++); const fs2: (() => number)[] = []; for (var j1 = 0; j1 < 3; j1++) fs2.push(() => j1);",
      "fs1[2]!();",
    ],
    cell: "console.log(fs1.map(f => f()).join(), fs1.map(f => f()).join(), fs2.map(f => f()).join());",
  },
  {
    name: "scopes inside scopes: the outer shared, the inner not",
    cells: [
      "const outerScope = (() => { let shared1 = 10; return (step: number) => { let own = 0; return () => [own += step, shared1 += step]; }; })(); const stepA = outerScope(1), stepB = outerScope(5);",
      "stepA();",
    ],
    cell: "console.log(stepA().join(), stepB().join(), stepA().join());",
  },
  {
    name: "a module made by a function",
    cells: [
      "const store = (function () { const items = new Map<string, number>(); let reads = 0; function get(k: string) { reads++; return items.get(k); } return { set: (k: string, v: number) => { items.set(k, v); }, get, stats() { return { reads, size: items.size }; } }; })();",
      "store.set('a', 1); store.get('a');",
    ],
    cell: "store.set('b', 2); store.get('b'); console.log(JSON.stringify(store.stats()), store.get('a'));",
  },
  {
    name: "a getter and a setter over one hidden variable",
    cells: [
      "const celsius = (() => { let t = 20; return { get f() { return t * 1.8 + 32; }, set f(v) { t = (v - 32) / 1.8; }, raw: () => t }; })();",
      "celsius.f = 50;",
    ],
    cell: "celsius.f += 18; console.log(celsius.raw(), celsius.f);",
  },
  {
    name: "a named function expression that calls itself",
    cells: ["const fact = function self(n: number): number { return n < 2 ? 1 : n * self(n - 1); }; const renamed = fact;"],
    cell: "console.log(fact(5), renamed.name, fact.toString().length, fact === renamed);",
  },
  {
    name: "default parameters that capture",
    cells: [
      "let base2 = 10; function scaled(x: number, by = base2, f = (y: number) => x * y + by) { return f(2); }\nconst withDefaults = ((k = { n: 0 }) => (inc = 1) => k.n += inc)();",
      "base2 = 20; withDefaults();",
    ],
    cell: "console.log(scaled(1), withDefaults(), withDefaults(5));",
  },
  {
    name: "parameters captured with arguments, this, new.target and super",
    cells: [
      "class Up { who() { return 'up'; } }\nclass Down extends Up { f: any; constructor() { super(); const t = new.target.name; this.f = () => [this.who(), super.who(), t]; } override who() { return 'down'; } }\nfunction ctx(this: any, a: number) { const all = arguments; return () => [this.tag, a, all.length]; }\nconst downF = new Down().f; const ctxF = ctx.call({ tag: 't' }, 3);",
    ],
    cell: "console.log(downF().join(), ctxF().join());",
  },
  {
    name: "an arrow that holds only its this",
    cells: [
      "class Button { clicks = 0; onClick = () => { this.clicks++; return this.clicks; }; }\nconst button = new Button(); const handler = button.onClick;",
      "handler();",
    ],
    cell: "handler(); console.log(button.clicks, handler === button.onClick);",
  },
  {
    name: "a closure over the variable of a catch clause",
    cells: [
      "const caught = (() => { try { throw new Error('kept'); } catch (e: any) { return () => e.message += '!'; } })();",
      "caught();",
    ],
    cell: "console.log(caught());",
  },
  {
    name: "closures over block, switch and class scopes",
    cells: [
      "const fromSwitch = ((k: number) => { switch (k) { case 1: let s = 1; { let s2 = s * 2; return class { static f() { return [s++, s2]; } }; } default: return class { static f() { return [0, 0]; } }; } })(1);",
      "fromSwitch.f();",
    ],
    cell: "console.log(fromSwitch.f().join(), fromSwitch.name);",
  },
  {
    name: "a closure over a variable that was never initialised",
    cells: ["const early = (() => { let f: any; try { f = () => late0; if (f) throw 1; let late0 = 2; } catch {} return f; })();"],
    cell: "try { console.log(early()); } catch (e: any) { console.log(e.name, e.message); }",
  },
  {
    name: "the same name at several levels",
    cells: [
      "const v0 = 'outer'; const shadow = (() => { const v0 = 'middle'; return { f: () => v0, g: (v0: string) => () => v0, h: eval('() => v0') }; })();",
    ],
    cell: "console.log(v0, shadow.f(), shadow.g('inner')(), shadow.h());",
  },
  {
    name: "a function that adds variables by eval",
    cells: [
      "const grows = new Function('code', 'var local = 1; eval(code); return () => typeof extra === \"undefined\" ? local : extra++;')('var extra = 5');",
      "grows();",
    ],
    cell: "console.log(grows());",
  },
  {
    name: "functions made by new Function and by eval",
    cells: [
      "const made = new Function('a', 'b', 'return a * b + (this.zero || 0)') as any; const indirect = (0, eval)('(function twiceOf(x) { return x * 2; })'); const genMade = Object.getPrototypeOf(function* () {}).constructor('yield 1; yield 2');",
    ],
    cell: "console.log(made(6, 7), indirect(4), indirect.name, made.toString(), [...genMade()].join());",
  },
  {
    name: "functions with properties, another name and another length",
    cells: [
      "function cached(this: any, n: number): number { return (cached as any).memo[n] ??= n * n; }\n(cached as any).memo = {}; cached(3); Object.defineProperty(cached, 'name', { value: 'renamed' }); Object.defineProperty(cached, 'length', { value: 7 }); const bare0: any = function () {}; delete bare0.name; bare0.prototype = null;",
    ],
    cell: "cached(4); console.log(JSON.stringify((cached as any).memo), cached.name, cached.length, Object.getOwnPropertyNames(bare0).join(), bare0.prototype);",
  },
  {
    name: "the text of functions",
    cells: [
      "function spaced ( a , /* two */ b ) { return a+b }\nconst methods: any = { async *gen() {}, get x() { return 1; }, ['comp' + 1](q: any) { return q; }, arrow: async (z: any) => z };",
    ],
    cell: "console.log(spaced.toString(), methods.gen.toString(), Object.getOwnPropertyDescriptor(methods, 'x')!.get!.toString(), methods.comp1.toString(), methods.arrow.toString());",
  },
  {
    name: "a tag that knows its templates",
    cells: [
      "const seenTemplates = new Map<any, number>(); const count0 = (s: any) => { seenTemplates.set(s, (seenTemplates.get(s) ?? 0) + 1); return seenTemplates.size; }; const site = () => count0`here`;",
      "site(); site();",
    ],
    cell: "console.log(site(), [...seenTemplates.values()].join());",
  },
  {
    name: "a closure that was called through a memo",
    cells: [
      "const memoize = (f: any) => { const cache = new Map(); const g: any = (x: any) => cache.has(x) ? 'hit ' + cache.get(x) : (cache.set(x, f(x)), cache.get(x)); g.cache = cache; return g; }; const slow = memoize((x: number) => x ** 2);",
      "slow(3);",
    ],
    cell: "console.log(slow(3), slow(4), slow.cache.size, slow(4));",
  },
  {
    name: "functions composed of functions",
    cells: [
      "const compose = (...fs: any[]) => (x: any) => fs.reduceRight((v, f) => f(v), x); const curry = (f: any): any => function next(...a: any[]): any { return a.length >= f.length ? f(...a) : (...b: any[]) => next(...a, ...b); }; const pipeline = compose(Math.sqrt, (x: number) => x + 1, curry((a: number, b: number) => a * b)(4));",
    ],
    cell: "console.log(pipeline(2), curry((a: any, b: any, c: any) => a + b + c)(1)(2, 3));",
  },
  {
    name: "the Y combinator",
    cells: [
      "const Y = (f: any) => ((x: any) => x(x))((x: any) => f((v: any) => x(x)(v))); const fib = Y((self: any) => (n: number): number => n < 2 ? n : self(n - 1) + self(n - 2));",
    ],
    cell: "console.log(fib(12));",
  },
  {
    name: "an object method that calls super",
    cells: [
      "const parent2: any = { hi() { return 'parent ' + this.n; } }; const child2: any = { __proto__: parent2, n: 2, hi() { return 'child of ' + super.hi(); }, get up() { return super.hi; } };",
    ],
    cell: "parent2.hi = function () { return 'new parent ' + this.n; }; console.log(child2.hi(), child2.up === parent2.hi);",
  },
  {
    name: "a method borrowed by another object",
    cells: [
      "const lender: any = { __proto__: { deep() { return 'lender base'; } }, lend() { return [super.deep(), this.id]; }, id: 1 }; const borrower: any = { id: 2, lend: lender.lend };",
    ],
    cell: "console.log(borrower.lend().join(), lender.lend === borrower.lend);",
  },
  {
    name: "classes with static, private and accessor members of every kind",
    cells: [
      "class Everything { static made = 0; static #secret = 's'; static { Everything.made = 100; } #a = 1; #list: number[] = []; static peek() { return Everything.#secret; } static poke(v: string) { Everything.#secret = v; } get a() { return this.#a; } set a(v) { this.#a = v; this.#list.push(v); } #hidden() { return this.#list.length; } count() { return this.#hidden(); } static is(x: any) { return #a in x; } ['computed' + 1]() { return 'c'; } constructor() { Everything.made++; } }\nconst every = new Everything();",
      "every.a = 7; Everything.poke('t'); new Everything();",
    ],
    cell: "every.a = 8; console.log(every.a, every.count(), Everything.made, Everything.peek(), Everything.is(every), Everything.is({}), (every as any).computed1(), Object.getOwnPropertyNames(Everything).join());",
  },
  {
    name: "private fields of a base class and of its subclass",
    cells: [
      "class Base3 { #x = 1; bumpBase() { return ++this.#x; } }\nclass Sub3 extends Base3 { #x = 10; bumpSub() { return ++this.#x; } }\nconst sub3 = new Sub3();",
      "sub3.bumpBase(); sub3.bumpSub(); sub3.bumpSub();",
    ],
    cell: "console.log(sub3.bumpBase(), sub3.bumpSub());",
  },
  {
    name: "static private accessors and methods",
    cells: [
      "class Bank { static #total = 0; static get #rounded() { return Math.round(Bank.#total); } static #log(n: number) { Bank.#total += n; } static pay(n: number) { Bank.#log(n); return Bank.#rounded; } }\nBank.pay(1.4);",
      "Bank.pay(1.4);",
    ],
    cell: "console.log(Bank.pay(1.4));",
  },
  {
    name: "mixins",
    cells: [
      "const Timed = (B: any) => class extends B { at = 5; when() { return 'at ' + this.at; } }; const Named = (B: any) => class Named extends B { label() { return 'named ' + super.label?.(); } }; class Core { label() { return 'core'; } }\nclass Full extends Named(Timed(Core)) {} const full: any = new (Full as any)();",
      "full.at = 6;",
    ],
    cell: "console.log(full.when(), full.label(), full instanceof Core, Object.getPrototypeOf(Full).name, Object.getPrototypeOf(Object.getPrototypeOf(full)).constructor.name);",
  },
  {
    name: "two classes made by one factory",
    cells: [
      "const entity = (kind: string) => class { static count = 0; id = kind + ++(this.constructor as any).count; }; const User = entity('u'), Item = entity('i'); const users = [new User(), new User()], item = new Item();",
    ],
    cell: "console.log(new User().id, new Item().id, users[0] instanceof User, users[0] instanceof Item, item instanceof Item);",
  },
  {
    name: "class fields that capture their factory's variables",
    cells: [
      "const tracker = (() => { let live = 0; return class Tracked { n = ++live; static live = () => live; drop() { live--; } }; })(); const t1 = new tracker(), t2 = new tracker();",
      "t1.drop();",
    ],
    cell: "const t3 = new tracker(); console.log(t3.n, tracker.live(), t2.n, tracker.name);",
  },
  {
    name: "classes that extend null and functions of the old style",
    cells: [
      "function Old(this: any, n: number) { this.n = n; }\nOld.prototype.get = function () { return this.n; }; Old.zero = 0; class New extends (Old as any) { get() { return super.get() * 2; } }\nclass Nothing extends (null as any) { static hi() { return 'hi'; } }\nconst oldOne = new (Old as any)(3), newOne: any = new (New as any)(4);",
    ],
    cell: "console.log(oldOne.get(), newOne.get(), newOne instanceof (Old as any), Nothing.hi(), Object.getPrototypeOf(Nothing.prototype));",
  },
  {
    name: "a prototype patched after its instances were made",
    cells: [
      "class Late { v = 1; }\nconst lateOne: any = new Late(); (Late.prototype as any).twice = function () { return this.v * 2; }; (Late as any).extra = [1]; Object.defineProperty(Late.prototype, 'hidden', { get() { return this.v + 100; } });",
    ],
    cell: "(Late as any).extra.push(2); console.log(lateOne.twice(), lateOne.hidden, (Late as any).extra.join(), Object.keys(Late.prototype).join());",
  },
  {
    name: "an instance whose prototype was changed",
    cells: [
      "class A4 { who() { return 'a'; } }\nclass B4 { who() { return 'b'; } }\nconst turned: any = Object.setPrototypeOf(new A4(), B4.prototype); const lone = Object.create(A4.prototype);",
    ],
    cell: "console.log(turned.who(), turned instanceof A4, lone.who(), lone instanceof A4, turned.constructor.name);",
  },
  {
    name: "a class redeclared, with an instance of the old one",
    cells: [
      "class Model { version() { return 1; } }\nconst oldModel = new Model();",
      "class Model { version() { return 2; } }\nconst newModel = new Model();",
    ],
    cell: "console.log(oldModel.version(), newModel.version(), (oldModel as any) instanceof Model, newModel instanceof Model, oldModel.constructor === newModel.constructor);",
  },
  {
    name: "a variable redeclared under an old function",
    cells: [
      "let rate = 2; function applyRate(x: number) { return x * rate; }\nfunction setRate(r: number) { rate = r; }",
      "let rate = 5;",
      "setRate(3);",
    ],
    cell: "console.log(applyRate(10), rate);",
  },
  {
    name: "a function redeclared that an old closure still calls",
    cells: ["function step() { return 'old'; }\nconst callStep = () => step();", "function step() { return 'new'; }"],
    cell: "console.log(callStep(), step());",
  },
  {
    name: "generators: not started, in the middle, finished",
    cells: [
      "function* three() { const sent: number = yield 1; yield sent * 2; return 3; }\nconst unstarted = three(), finished = three(); [...finished];",
    ],
    cell: "console.log(unstarted.next().value, unstarted.next(21).value, JSON.stringify(finished.next()), Object.prototype.toString.call(unstarted));",
  },
  {
    name: "a generator in the middle of a loop over another",
    cells: [
      "function* take(n: number, it: Iterable<number>): Generator<number> { for (const x of it) { if (n-- === 0) return; yield x; } }\nconst taken = take(3, [5, 6, 7, 8]); taken.next();",
    ],
    cell: "console.log([...taken].join());",
  },
  {
    name: "async generators: not started and in the middle",
    cells: [
      "async function* pages() { for (let p = 1; ; p++) yield 'page ' + p; }\nconst freshPages = pages(), midPages = pages(); await midPages.next();",
    ],
    cell: "console.log((await freshPages.next()).value, (await midPages.next()).value);",
  },
  {
    name: "an async queue made of promises",
    cells: [
      "let tail: Promise<any> = Promise.resolve(); const enqueue = (f: () => any) => (tail = tail.then(f)); const done5: number[] = []; await enqueue(() => done5.push(1));",
    ],
    cell: "await enqueue(async () => { await null; done5.push(2); }); console.log(done5.join());",
  },
  {
    name: "pending and rejected promises, and what resolves them",
    cells: [
      "let open5: any; const pending5 = new Promise(r => { open5 = r; }); const bad5 = Promise.reject(new RangeError('bad')); bad5.catch(() => {});",
    ],
    cell: "console.log(pending5, await bad5.catch((e: any) => e.message)); open5('opened'); console.log(await pending5);",
  },
  {
    name: "a promise that was pending with reactions",
    cells: [
      "let fire6: any; const order6: string[] = []; const wait6 = new Promise<string>(r => { fire6 = r; }); const then6 = wait6.then(v => { order6.push(v); return v + '!'; });",
    ],
    cell: "fire6('go'); console.log(await then6, order6.join());",
  },
  {
    name: "a function bound twice, with properties",
    cells: [
      "const bound2: any = function (this: any, a: number, b: number, c: number) { return [this.t, a, b, c].join('-'); }.bind({ t: 'T' }, 1).bind(null, 2); bound2.own = 'p'; const boundClass: any = class { constructor(public x: number) {} }.bind(null, 9);",
    ],
    cell: "console.log(bound2(3), bound2.name, bound2.length, bound2.own, new boundClass().x);",
  },
  {
    name: "built-in functions as values, bound and partially applied",
    cells: [
      "const say = console.log; const push7 = Array.prototype.push; const max7 = Math.max.bind(Math, 10); const slice7 = Function.prototype.call.bind(Array.prototype.slice); const get7 = Object.getOwnPropertyDescriptor(Map.prototype, 'size')!.get!;",
    ],
    cell: "say(max7(3, 4), slice7([1, 2, 3], 1), get7.call(new Map([[1, 1]])), push7 === Array.prototype.push, say === console.log);",
  },
  {
    name: "proxies with state, of functions, of arrays and inside each other",
    cells: [
      "const reads8: string[] = []; const target8 = { a: 1 }; const p8: any = new Proxy(new Proxy(target8, {}), { get(t, k, r) { reads8.push(String(k)); return Reflect.get(t, k, r); }, has: () => true }); const pf8: any = new Proxy(function (a: number) { return a; }, { apply: (t, _, [a]) => t(a) * 3 }); const pa8 = new Proxy([1, 2, 3], {});",
      "p8.a;",
    ],
    cell: "p8.a = 5; console.log(p8.a, 'zzz' in p8, reads8.join(), target8.a, pf8(4), Array.isArray(pa8), pa8.length);",
  },
  {
    name: "a proxy that was revoked",
    cells: ["const revocable = Proxy.revocable({ a: 1 }, {}); revocable.revoke(); const live9 = Proxy.revocable({ b: 2 } as any, {});"],
    cell: "try { (revocable.proxy as any).a; } catch (e: any) { console.log(e.message); } console.log(live9.proxy.b); live9.revoke(); try { live9.proxy.b; } catch (e: any) { console.log(e.name); }",
  },
  {
    name: "weak collections as private data",
    cells: [
      "const secrets = new WeakMap<object, any>(); const brand = new WeakSet<object>(); class Holder { constructor(v: any) { secrets.set(this, { v }); brand.add(this); } get v() { return secrets.get(this).v; } }\nconst holder = new Holder(5), other10 = new Holder(holder); const refOf = new WeakRef(holder);",
    ],
    cell: "secrets.get(holder).v++; console.log(holder.v, other10.v === holder, brand.has(other10), brand.has({}), refOf.deref() === holder);",
  },
  {
    name: "a finalization registry",
    cells: [
      "let cleaned = 0; const registry11 = new FinalizationRegistry(() => { cleaned++; }); const watched = {}; registry11.register(watched, 'w', watched);",
    ],
    cell: "console.log(registry11.unregister(watched), cleaned);",
  },
  {
    name: "objects that say how they are compared and converted",
    cells: [
      "class Even { static [Symbol.hasInstance](n: any) { return n % 2 === 0; } }\nclass Money { constructor(readonly cents: number) {} [Symbol.toPrimitive](hint: string) { return hint === 'string' ? this.cents / 100 + ' €' : this.cents; } get [Symbol.toStringTag]() { return 'Money'; } }\nconst money12 = new Money(250);",
    ],
    cell: "console.log((4 as any) instanceof Even, (5 as any) instanceof Even, `${money12}`, +money12 + 1, Object.prototype.toString.call(money12));",
  },
  {
    name: "a namespace with state",
    cells: [
      "namespace Space13 { let next = 1; export let last = 0; export function take() { last = next++; return last; } export namespace Inner { export const label = 'inner'; } }\nconst Registry13 = Space13;",
      "Registry13.take();",
    ],
    cell: "console.log(Registry13.take(), Registry13.last, Registry13.Inner.label);",
  },
  {
    name: "enums, merged and changed",
    cells: ["enum Level { Low = 1, High = 10 } enum Text14 { A = 'a' }", "enum Level2 { X = Level.High + 1 } (Level as any).Extra = 99;"],
    cell: "console.log(Level[10], Level2.X, (Level as any).Extra, Text14.A, Object.keys(Level).join());",
  },
  {
    name: "a tree of observers",
    cells: [
      "class Subject { #fs = new Set<(v: any) => void>(); on(f: (v: any) => void) { this.#fs.add(f); return () => this.#fs.delete(f); } emit(v: any) { for (const f of this.#fs) f(v); return this.#fs.size; } }\nconst subject = new Subject(); const got15: any[] = []; const off15 = subject.on(v => got15.push(v)); subject.on(v => got15.push(v * 2));",
      "subject.emit(1);",
    ],
    cell: "off15(); console.log(subject.emit(5), got15.join());",
  },
  {
    name: "a class instance with a cycle through closures and private fields",
    cells: [
      "class Graph { #nodes = new Map<string, any>(); link(a: string, b: string) { const n = this.#node(a), m = this.#node(b); n.out.push(m); m.owner = this; return this; } #node(k: string) { return this.#nodes.get(k) ?? (this.#nodes.set(k, { k, out: [], size: () => this.#nodes.size }), this.#nodes.get(k)); } walk(k: string, d = 0): string { return d > 3 ? k : k + this.#nodes.get(k).out.map((n: any) => this.walk(n.k, d + 1)).join(''); } first() { return this.#nodes.get('a'); } }\nconst graph = new Graph().link('a', 'b').link('b', 'a');",
    ],
    cell: "graph.link('b', 'c'); console.log(graph.walk('a'), graph.first().size(), graph.first().out[0].owner === graph);",
  },
  {
    name: "a closure that is reached only through its grandchild",
    cells: [
      "const grand = (() => { let deep = 1; return () => () => () => deep++; })(); const mid16 = grand(); const leaf16 = mid16();",
      "leaf16();",
    ],
    cell: "console.log(leaf16(), mid16()(), grand()()());",
  },
  {
    name: "a function that refers to variables of several cells, reassigned since",
    cells: ["let unit = 'm';", "let factor17 = 2; const show17 = (x: number) => x * factor17 + unit;", "unit = 'km'; factor17 = 3;"],
    cell: "unit = 'mi'; console.log(show17(2));",
  },
  {
    name: "functions of the same cell that write its variables",
    cells: [
      "let hits18 = 0, log18: string[] = []; function hit18(name: string) { hits18++; log18.push(name); }\nconst reset18 = () => { hits18 = 0; log18 = []; };",
      "hit18('a'); hit18('b');",
    ],
    cell: "hit18('c'); console.log(hits18, log18.join()); reset18(); hit18('d'); console.log(hits18, log18.join());",
  },
  {
    name: "a variable of the notebook and a closure over the same one",
    cells: ["let seed19 = 1; const rng19 = () => (seed19 = (seed19 * 16807) % 2147483647);", "rng19();", "seed19 += 0;"],
    cell: "console.log(rng19(), seed19, rng19(), seed19);",
  },
  {
    name: "async closures and a semaphore",
    cells: [
      "class Semaphore { #free: number; #queue: (() => void)[] = []; constructor(n: number) { this.#free = n; } async run<T>(f: () => Promise<T>) { if (this.#free === 0) await new Promise<void>(r => this.#queue.push(r)); else this.#free--; try { return await f(); } finally { const next = this.#queue.shift(); if (next) next(); else this.#free++; } } get free() { return this.#free; } }\nconst semaphore = new Semaphore(2); await semaphore.run(async () => 1);",
    ],
    cell: "const out20 = await Promise.all([1, 2, 3].map(n => semaphore.run(async () => { await null; return n * semaphore.free; }))); console.log(out20.join(), semaphore.free);",
  },
  {
    name: "a strict function, a sloppy one, and what this is in them",
    cells: [
      "const strict21 = (function () { 'use strict'; return function (this: any) { return this === undefined; }; })(); const sloppy21: any = new Function('return this === globalThis');",
    ],
    cell: "console.log(strict21(), sloppy21(), (strict21 as any).call(1));",
  },
  {
    name: "caller-dependent code: the stack of an error made by an old function",
    cells: ["function whereAmI() {\n  return new Error('here').stack!.split('\\n')[1]!.trim();\n}"],
    cell: "console.log(whereAmI());",
  },
  {
    name: "the names that stacks have for functions without a name",
    cells: [
      "const frames22 = (f: any) => { try { f(); return []; } catch (e: any) { return e.stack.split('\\n').slice(1, 4).map((line: string) => line.trim()).filter((line: string) => !line.startsWith('at cell')).join(' < '); } };",
      "const walked22: any = { *[Symbol.iterator]() { throw new Error('i'); } }; const listed22: any = [function* () { throw new Error('l'); }, () => { throw new Error('a'); }, class { m() { throw new Error('m'); } }]; const held22: any = {}; held22.deep = {}; held22.deep.f = function () { throw new Error('f'); }; held22.K = class { *[Symbol.iterator]() { throw new Error('k'); } };",
      "function Maker22(this: any) { this.f = function () { throw new Error('made'); }; }\nconst parens22: any = (function () { return { x: [function () { throw new Error('p'); }] }; }); const key22 = 'computed'; const keyed22: any = { [key22]() { throw new Error('c'); }, get [key22 + 1]() { throw new Error('g'); } }; class Walked22 { *[Symbol.iterator]() { throw new Error('w'); } get [`x`]() { throw new Error('x'); } }\nconst oneWalked22: any = new Walked22(); const nameless22: any = () => { throw new Error('n'); }; delete nameless22.name;",
    ],
    cell: "for (const f of [() => [...walked22], () => [...listed22[0]()], () => [1].map(listed22[1]), () => new listed22[2]().m(), () => held22.deep.f(), () => [...new held22.K()], () => new (Maker22 as any)().f(), () => [1].map(parens22().x[0]), () => keyed22.computed(), () => keyed22.computed1, () => [...oneWalked22], () => oneWalked22.x, () => nameless22()]) console.log(frames22(f));",
  },
  {
    name: "constructors without classes: inherited, and with another prototype",
    cells: [
      "const frames24 = (f: any) => { try { f(); return []; } catch (e: any) { return e.stack.split('\\n')[1].trim(); } };",
      "function Base24(this: any) { this.b = 1; }\nBase24.prototype.m = () => { throw new Error('m'); }; function Heir24(this: any) { this.h = 2; }\nObject.setPrototypeOf(Heir24.prototype, Base24.prototype); const heir24: any = new (Heir24 as any)(); function Replaced24(this: any) { this.r = 3; }\n(Replaced24 as any).prototype = { m() { throw new Error('r'); } }; const replaced24: any[] = [new (Replaced24 as any)(), new (Replaced24 as any)()]; const lost24: any = Object.setPrototypeOf(new (Base24 as any)(), null); const tagged24: any = Object.assign(new (Base24 as any)(), { [Symbol.toStringTag]: 'Tag', f() { throw new Error('f'); } });",
    ],
    cell: "console.log(frames24(() => heir24.m()), frames24(() => replaced24[1].m()), frames24(() => tagged24.f()), heir24 instanceof (Base24 as any), require('util').inspect([heir24, replaced24, lost24, tagged24]));",
  },
  {
    name: "an async function that inherits from another object",
    cells: ["const async25: any = async () => 1; Object.setPrototypeOf(async25, { own: 5 });"],
    cell: "const other25: any = async () => 2; console.log(async25.own, other25.own, await async25(), await other25(), Object.getPrototypeOf(other25).constructor.name);",
  },
  {
    name: "the names that stacks have for objects of classes that extend built-in ones",
    cells: [
      "const frames26 = (f: any) => { try { f(); return []; } catch (e: any) { return e.stack.split('\\n')[1].trim(); } };",
      ...[
        "Array",
        "Map",
        "Set",
        "Error",
        "TypeError",
        "Date",
        "Uint8Array",
        "ArrayBuffer",
        "SharedArrayBuffer",
        "WeakMap",
        "Number",
        "String",
      ].map((base) => `class My${base}26 extends (${base} as any) { boom() { throw new Error('boom'); } }`),
      "class MyRegExp26 extends RegExp { boom() { throw new Error('boom'); } }\nclass MyPromise26 extends Promise<any> { boom() { throw new Error('boom'); } }\nclass MyDataView26 extends DataView { boom() { throw new Error('boom'); } }\nconst heirs26: any[] = [MyArray26, MyMap26, MySet26, MyError26, MyTypeError26, MyDate26, MyUint8Array26, MyWeakMap26, MyNumber26, MyString26].map((K: any) => new K()).concat([new (MyArrayBuffer26 as any)(8), new (MySharedArrayBuffer26 as any)(8), new MyRegExp26('a'), MyPromise26.resolve(1), new MyDataView26(new ArrayBuffer(8))]); heirs26[0].push(1, 2);",
    ],
    cell: "for (const heir of heirs26) console.log(frames26(() => heir.boom()), require('util').inspect(heir).split('\\n')[0]);",
  },
  {
    name: "the frames of code that goes on after an await",
    cells: [
      "const inner27 = async () => { await null; throw new Error('late'); }; const walked27: any = { async *[Symbol.asyncIterator]() { await new Promise(r => setImmediate(r)); await inner27(); yield 1; } }; const outer27 = async () => { for await (const each of walked27) console.log(each); };",
    ],
    cell: "try { await outer27(); } catch (e: any) { console.log(e.stack.split('\\n').slice(0, -1).join('|')); }",
  },
  {
    name: "anonymous classes called without new",
    cells: [
      "const Plain23: any = class {}; let Later23: any; Later23 = class { static x = 1; }; const [Default23 = class {}]: any[] = []; const inside23: any = { K: class {}, 'two words': class {}, list: [class {}] }; const make23 = ({ c = class {} }: any = {}) => c; const made23: any = make23(); const Inner23: any = class Own {};",
    ],
    cell: "for (const K of [Plain23, Later23, Default23, inside23.K, inside23['two words'], inside23.list[0], made23, make23(), Inner23]) try { (K as any)(); } catch (e: any) { console.log(e.message, '|', K.name, Object.getOwnPropertyNames(K).join(), require('util').inspect(new K())); }",
  },
];
