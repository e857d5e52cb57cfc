import { type Source, key, value } from "./values";

/** A part of a notebook: what it declares, what changes that later, and how the measured cell tries it out. */
export interface Piece {
  readonly declare: string;
  /** Statements of later cells. */
  readonly later: readonly string[];
  /** Expressions whose results tell a wrong copy from a right one. */
  readonly exercise: readonly string[];
  readonly variables?: readonly string[];
  readonly classes?: readonly string[];
  /** What has to stand in a cell of its own, before the declaration. */
  readonly prepare?: string;
  /** Large packages that it loads, whose insides are not dumped. */
  readonly packages?: readonly string[];
  /** What takes back changes of the process. */
  readonly undo?: string;
}

/** Draws a piece whose names end in `id`. Hard ones hold what cannot be carried over, or only just. */
export function drawPiece(source: Source, id: string, isHard: boolean): Piece {
  return source.random.pick(isHard ? hardPieces : easyPieces)(source, id);
}

type Maker = (source: Source, id: string) => Piece;

const easyPieces: readonly Maker[] = [
  plainData,
  plainData,
  plainData,
  aliases,
  counterPair,
  countersOfOneFactory,
  loopClosures,
  nestedScopes,
  writtenByFunctions,
  privateClass,
  subclass,
  classFactory,
  builtInSubclass,
  sharedBuffer,
  enumAndDestructuring,
  imports,
  accessors,
  symbolKeys,
  redeclared,
  settledPromises,
  superMethods,
  bound,
  prototypeChanges,
  ownPackage,
  ownPackage,
  ownPackage,
  dayjs,
  lodash,
  immutable,
  globals,
  patchedBuiltIn,
  memo,
  emitter,
  unstartedGenerator,
];

const hardPieces: readonly Maker[] = [
  startedGenerator,
  proxy,
  weak,
  pendingPromise,
  evaluated,
  argumentsObject,
  iterator,
  environment,
  movingPackage,
];

function plainData(source: Source, id: string): Piece {
  const keyword = source.random.pick(["const", "let", "var"]);
  const name = `data${id}`;
  return {
    declare: `${keyword} ${name}: any = ${value(source, 4)};`,
    later: [
      ...(keyword === "const" || source.random.chance(0.7) ? [] : [`${name} = ${value(source)};`]),
      `try { ${name}.extra = ${value(source, 2)}; } catch {}`,
      `try { delete ${name}.a; ${name}[0] = ${value(source, 1)}; } catch {}`,
    ],
    exercise: [`typeof ${name} === "function" ? ${name}(1) : ${name}`],
    variables: [name],
  };
}

/** Two variables that refer to each other and to one object. */
function aliases(source: Source, id: string): Piece {
  const [a, b] = [`left${id}`, `right${id}`];
  return {
    declare: `const ${a}: any = { v: ${value(source)} }; const ${b}: any = [${a}, ${a}.v, ${a}];`,
    later: [`${a}.back = ${b};`, `${b}.push(${b}, ${value(source, 2)});`, `${a}[${JSON.stringify(id)}] = ${b}[0].v;`],
    exercise: [`${b}[0] === ${a} && ${b}[1] === ${a}.v`, `${a}.back?.[2] === ${a}`],
    variables: [a, b],
  };
}

function counterPair(source: Source, id: string): Piece {
  const { random } = source;
  const names = [`up${id}`, `get${id}`];
  return {
    declare: `const [${names.join(", ")}]: any[] = (() => { let n: any = ${random.below(5)}; let held: any = ${value(source)}; return [(x: any = 1) => { n += x; held = [held, n]; return n; }, () => [n, held]]; })();`,
    later: random.times(random.below(3), () => `${names[0]}(${random.below(4)});`),
    exercise: [`${names[0]}()`, `${names[1]}()`, `${names[0]}(2)`, `${names[1]}()`],
    variables: names,
  };
}

/** Counters with the same code and, sometimes, the same values: they must not be taken for one. */
function countersOfOneFactory({ random }: Source, id: string): Piece {
  const [make, one, two, three] = [`make${id}`, `one${id}`, `two${id}`, `three${id}`];
  return {
    declare: `const ${make} = (step: any) => { let n = 0; return { next: () => (n += step), read: () => n }; }; const ${one} = ${make}(1), ${two} = ${make}(1), ${three}: any = { next: ${one}.next, all: [${one}, ${two}] };`,
    later: random.times(random.below(4), () => `${random.pick([one, two, three])}.next();`),
    exercise: [`${one}.next()`, `${three}.next()`, `[${one}.read(), ${two}.read()]`, `${three}.all[1].next()`, `${make}(3).next()`],
    variables: [one, two, three],
  };
}

function loopClosures({ random }: Source, id: string): Piece {
  const name = `loop${id}`;
  const keyword = random.pick(["let", "var"]);
  return {
    declare: `const ${name}: any[] = []; for (${keyword} i${id} = 0; i${id} < ${1 + random.below(4)}; i${id}++) { ${keyword} sq${id} = i${id} * 2; ${name}.push(() => [i${id}++, sq${id}--]); }`,
    later: random.chance(0.6) ? [`${name}[0]();`] : [],
    exercise: [`${name}.map(f => f())`, `${name}.map(f => f())`],
    variables: [name],
  };
}

/** Scopes in scopes: captured, skipped, shadowed, shared by some. */
function nestedScopes(source: Source, id: string): Piece {
  const name = `nest${id}`;
  const keep = source.random.chance(0.5);
  return {
    declare: `const ${name}: any = (function (this: any, a: any, b = a) { let top: any = 1; const shared: any = ${value(source)}; function inner(c: any) { let mid = c; { let block = 0; const b = "shadow"; return { f: () => [top++, mid, block++], g: () => [mid++, shared, b], h: function again(k: number): any { return k > 0 ? again(k - 1) : [block, top]; } }; } } return { x: inner(1), y: inner(2)${keep ? ", b: () => [a, b]" : ""}, set: (v: any) => { top = v; } }; }).call({}, ${value(source, 2)});`,
    later: source.random.shuffle([`${name}.x.f();`, `${name}.y.g();`, `${name}.set(10);`]).slice(source.random.below(3)),
    exercise: [
      `${name}.x.f()`,
      `${name}.y.f()`,
      `${name}.x.g()`,
      `${name}.y.h(2)`,
      `(${name}.set(50), ${name}.x.f())`,
      ...(keep ? [`${name}.b()`] : []),
    ],
    variables: [name],
  };
}

/** A variable of the notebook that functions of its own cell, and later cells, write. */
function writtenByFunctions({ random }: Source, id: string): Piece {
  const [total, add, log] = [`total${id}`, `add${id}`, `log${id}`];
  return {
    declare: `let ${total} = ${random.below(9)}, ${log}: any[] = []; function ${add}(x: any) { ${total} += x; ${log}.push(x); return ${total}; }\nfunction reset${id}() { ${total} = 0; ${log} = []; }`,
    later: random.times(random.below(4), () =>
      random.pick([`${add}(2);`, `${total} = 40;`, `reset${id}();`, `${log} = [${total}];`, `${log}.push("cell");`]),
    ),
    exercise: [`[${total}, ${log}]`, `${add}(1)`, `[${total}, ${log}.length]`, `(reset${id}(), ${add}(7))`, `[${total}, ${log}]`],
    variables: [log, add],
  };
}

function privateClass(source: Source, id: string): Piece {
  const { random } = source;
  const [name, object] = [`Priv${id}`, `priv${id}`];
  const members = random.shuffle([
    `#a: any = ${value(source, 2)};`,
    "#list: any[] = [1];",
    "shown = this.#list.length;",
    "static #made = 0; static made() { return ++ this.#made; }",
    `static open: any = ${value(source, 2)};`,
    "get a() { return this.#a; } set a(v: any) { this.#a = v; this.#list.push(v); }",
    "#secret() { return this.#list.length; } count() { return this.#secret(); }",
    "static is(x: any) { return #a in x; }",
    "arrow = () => this.#a;",
    `[${JSON.stringify("comp" + id)}]() { return "computed"; }`,
  ]);
  // A field may use #list only when it stands after it.
  members.sort((a, b) => Number(b.startsWith("#")) - Number(a.startsWith("#")));
  return {
    declare: `class ${name} { ${members.join(" ")} }\nconst ${object}: any = new ${name}();`,
    later: random
      .shuffle([`${object}.a = ${value(source, 2)};`, `${name}.made();`, `${object}.shown = 9;`, `(${name} as any).late = 1;`])
      .slice(random.below(4)),
    exercise: [
      `${object}.a`,
      `${object}.count()`,
      `(${name} as any).made()`,
      `[${name}.is(${object}), ${name}.is({})]`,
      `${object}.arrow() === ${object}.a`,
      `(${object}.a = 3, ${object}.count())`,
      `${object} instanceof ${name}`,
    ],
    variables: [object],
    classes: [name],
  };
}

function subclass(source: Source, id: string): Piece {
  const { random, classes } = source;
  const [name, object] = [`Sub${id}`, `sub${id}`];
  const base = classes.length > 0 ? `extends (${random.pick(classes)} as any) ` : "";
  return {
    declare: `class ${name} ${base}{ own: any = ${value(source, 2)}; #n = ${random.below(9)}; bump() { this.#n++; return [this.#n, this.own]; } static twice(x: any) { return [x, x]; } get size() { return this.#n; } toString() { return "sub" + this.#n; } }\nconst ${object}: any = new ${name}(), again${id}: any = [${object}, new ${name}()];`,
    later: random
      .shuffle([
        `${object}.bump();`,
        `again${id}[1].bump();`,
        `${object}.own = ${value(source, 2)};`,
        `(${name}.prototype as any).patched = function () { return this.size; };`,
      ])
      .slice(random.below(4)),
    exercise: [
      `${object}.bump()`,
      `again${id}[1].bump()`,
      `again${id}[0] === ${object}`,
      `${object}.patched?.()`,
      `String(${object})`,
      `(${name} as any).twice(${object}.size)`,
    ],
    variables: [object],
    classes: [name],
  };
}

function classFactory(source: Source, id: string): Piece {
  const [make, one, two] = [`factory${id}`, `One${id}`, `Two${id}`];
  return {
    declare: `const ${make} = (base: any, seed: any) => { let live = 0; return class extends base { id = ++live; seed = seed; static live = () => live; peek() { return [this.id, live, seed]; } }; }; const ${one}: any = ${make}(Object, ${value(source, 2)}), ${two}: any = ${make}(${one}, 2); const made${id} = [new ${one}(), new ${two}(), new ${two}()];`,
    later: source.random.chance(0.5) ? [`made${id}.push(new ${one}());`] : [],
    exercise: [`made${id}.map(m => m.peek())`, `[${one}.live(), ${two}.live()]`, `new ${two}().peek()`, `made${id}[1] instanceof ${one}`],
    variables: [`made${id}`],
    classes: [one, two],
  };
}

function builtInSubclass(source: Source, id: string): Piece {
  const { random } = source;
  const base = random.pick(["Array", "Map", "Set", "Error", "Date", "RegExp", "Uint8Array", "Promise"]);
  const argument =
    {
      Array: "",
      Map: "[[1, 2]]",
      Set: "[1, 2]",
      Error: "'m'",
      Date: "5",
      RegExp: "'a', 'g'",
      Uint8Array: "4",
      Promise: "(r: any) => r(1)",
    }[base] ?? "";
  const [name, object] = [`Own${base}${id}`, `own${id}`];
  return {
    declare: `class ${name} extends (${base} as any) { extra: any = ${value(source, 2)}; #hits = 0; hit() { return [++this.#hits, this.extra]; } }\nconst ${object}: any = new (${name} as any)(${argument}); ${object}.tag = 1;`,
    later: random
      .shuffle([`${object}.hit();`, `${object}.extra = [${object}];`, base === "Map" ? `${object}.set(${object}, 1);` : `${object}.z = 2;`])
      .slice(random.below(3)),
    exercise: [
      `${object}.hit()`,
      `${object} instanceof ${name}`,
      `Object.prototype.toString.call(${object})`,
      base === "Map" || base === "Set" ? `[...${object}].length` : `${object}.tag`,
    ],
    variables: base === "Promise" ? [] : [object],
  };
}

function sharedBuffer({ random }: Source, id: string): Piece {
  const buffer = random.pick([`new ArrayBuffer(32)`, "new SharedArrayBuffer(32)", "new (ArrayBuffer as any)(32, { maxByteLength: 64 })"]);
  const [views, whole] = [`views${id}`, `whole${id}`];
  return {
    declare: `const ${whole}: any = ${buffer}; const ${views}: any[] = [new Uint8Array(${whole}), new Int16Array(${whole}, ${2 * random.below(4)}, ${1 + random.below(6)}), new Float64Array(${whole}, 8, 2), new DataView(${whole}, ${random.below(8)})];`,
    later: [`${views}[0][${random.below(32)}] = ${random.below(256)};`, `${views}[2][0] = Math.PI;`],
    exercise: [`(${views}[1][0] = -2, Array.from(${views}[0]))`, `${views}.every((v: any) => v.buffer === ${whole})`],
    variables: [whole, views],
  };
}

function enumAndDestructuring(source: Source, id: string): Piece {
  const name = `Level${id}`;
  return {
    declare: `enum ${name} { Low, High = ${source.random.below(9) + 2}, Text = "t" }\nconst { p${id}, q: [q${id}, ...rest${id}], ...others${id} }: any = { p${id}: ${value(source, 2)}, q: [1, ${value(source, 2)}, 3], r: ${name}.High, s: "s" };`,
    later: source.random.chance(0.3) ? [`(${name} as any).Extra = 5;`] : [],
    exercise: [`[${name}.Low, ${name}[0], Object.keys(${name})]`, `[p${id}, q${id}, rest${id}, others${id}]`],
    variables: [`p${id}`, `rest${id}`, `others${id}`],
  };
}

function imports({ random }: Source, id: string): Piece {
  const [text, exercise] = random.pick([
    [`import * as path${id} from "path"; import { join as join${id} } from "path";`, `[path${id}.basename("/a/b"), join${id}("a", "b")]`],
    [`import util${id} from "util"; const show${id} = (v: any) => util${id}.inspect(v);`, `show${id}({ a: [1] })`],
    [
      `import { EventEmitter as EE${id} } from "events"; const plain${id} = new EE${id}();`,
      `[plain${id}.listenerCount("x"), plain${id} instanceof EE${id}]`,
    ],
    [`const { createHash: hash${id} } = require("crypto");`, `hash${id}("md5").update("x").digest("hex")`],
  ] as const);
  return { declare: text, later: [], exercise: [exercise] };
}

function accessors(source: Source, id: string): Piece {
  const name = `acc${id}`;
  return {
    declare: `const ${name}: any = (() => { let t: any = ${value(source, 2)}; let reads = 0; return Object.defineProperty({ get t() { reads++; return t; }, set t(v: any) { t = v; } }, "reads", { get: () => reads, enumerable: ${source.random.chance(0.5)} }); })();`,
    later: source.random.chance(0.6) ? [`${name}.t = ${value(source, 2)};`, `${name}.t;`] : [],
    exercise: [`[${name}.t, ${name}.reads]`, `(${name}.t = 5, ${name}.t)`, `${name}.reads`],
    variables: [name],
  };
}

function symbolKeys(source: Source, id: string): Piece {
  const [symbol, twin, object] = [`sym${id}`, `twin${id}`, `keyed${id}`];
  return {
    declare: `const ${symbol} = Symbol("s"), ${twin} = Symbol("s"); const ${object}: any = { [${symbol}]: ${value(source, 2)}, [${twin}]: ${symbol}, *[Symbol.iterator]() { yield 1; yield ${value(source, 1)}; }, [Symbol.toPrimitive]: (hint: string) => hint === "number" ? 7 : "prim" };`,
    later: [`${object}[${symbol}] = ${twin};`].slice(source.random.below(2)),
    exercise: [
      `${object}[${symbol}]`,
      `${object}[${twin}] === ${symbol}`,
      `[...${object}]`,
      `[+${object}, \`\${${object}}\`]`,
      `Reflect.ownKeys(${object}).map(String)`,
    ],
    variables: [object, symbol],
  };
}

/** A name that is declared again, under functions that hold the old variable. */
function redeclared(source: Source, id: string): Piece {
  const name = `twice${id}`;
  return {
    declare: `let ${name}: any = ${value(source, 2)}; const old${id} = () => ${name}; function set${id}(v: any) { ${name} = v; }`,
    later: [
      `let ${name}: any = ${value(source, 2)}; const new${id} = () => ${name};`,
      ...(source.random.chance(0.5) ? [`set${id}(${source.random.below(9)});`] : []),
    ],
    exercise: [`[old${id}(), ${name}]`, `typeof new${id} === "undefined" ? 0 : new${id}()`, `(set${id}("set"), [old${id}(), ${name}])`],
    variables: [`old${id}`],
  };
}

function settledPromises(source: Source, id: string): Piece {
  const name = `done${id}`;
  return {
    declare: `const ${name}: any = [Promise.resolve(${value(source, 2)}), Promise.reject(${value(source, 1)})]; ${name}[1].catch(() => {}); const awaited${id}: any = await Promise.resolve(${value(source, 2)});`,
    later: [],
    exercise: [`${name}[0]`, `${name}[1].catch((e: any) => ["caught", e])`, `awaited${id}`],
    variables: [`awaited${id}`],
  };
}

function superMethods(source: Source, id: string): Piece {
  const [parent, child] = [`parent${id}`, `child${id}`];
  return {
    declare: `const ${parent}: any = { hi() { return ["parent", this.n]; }, v: ${value(source, 2)} }; const ${child}: any = { __proto__: ${parent}, n: 1, hi() { return ["child", ...super.hi()]; }, get up() { return super.v; } }; const borrowed${id}: any = { n: 9, hi: ${child}.hi };`,
    later: [`${parent}.hi = function () { return ["new parent", this.n]; };`, `${child}.n++;`].slice(source.random.below(3)),
    exercise: [`${child}.hi()`, `${child}.up`, `borrowed${id}.hi()`],
    variables: [child, parent],
  };
}

function bound(source: Source, id: string): Piece {
  const name = `bound${id}`;
  return {
    declare: `const ${name}: any = function (this: any, ...a: any[]) { this.calls = (this.calls ?? 0) + 1; return [this, a]; }.bind({ it: ${value(source, 2)} }, ${value(source, 1)}); ${name}.own = 1; const max${id} = Math.max.bind(null, 5), push${id} = Array.prototype.push;`,
    later: source.random.chance(0.5) ? [`${name}(1);`] : [],
    exercise: [`${name}(2)`, `[${name}.name, ${name}.length, ${name}.own]`, `max${id}(3)`, `push${id} === Array.prototype.push`],
    variables: [name],
  };
}

function prototypeChanges(source: Source, id: string): Piece {
  const { classes, random } = source;
  const name = `turned${id}`;
  const proto = classes.length > 0 ? `${random.pick(classes)}.prototype` : "{ inherited: 1 }";
  return {
    declare: `const ${name}: any = Object.setPrototypeOf({ a: ${value(source, 2)} }, ${proto}); function Old${id}(this: any) { this.made = ${name}; }\nOld${id}.prototype.get = function () { return this.made; }; const oldOne${id}: any = new (Old${id} as any)();`,
    later: [`Old${id}.prototype.late = ${value(source, 1)};`].slice(random.below(2)),
    exercise: [
      `oldOne${id}.get() === ${name}`,
      `oldOne${id} instanceof (Old${id} as any)`,
      `oldOne${id}.late`,
      `Object.getPrototypeOf(${name}).constructor.name`,
    ],
    variables: [name, `oldOne${id}`],
    classes: [`(Old${id} as any)`],
  };
}

/** A small package of the notebook's folder, with state in some of the places where packages keep it. */
function ownPackage(source: Source, id: string): Piece {
  const { random } = source;
  const name = `fuzz-${id.toLowerCase()}`;
  const parts = random.shuffle(hidingPlaces).slice(0, 1 + random.below(4));
  const changes = random.chance(0.7) ? parts.map(({ change }) => change) : [];
  const text = parts.map(({ text: part }) => part).join("\n");
  const variable = `pkg${id}`;
  return {
    prepare: `{ const fs = require("fs"); fs.mkdirSync("node_modules/${name}", { recursive: true }); fs.writeFileSync("node_modules/${name}/index.js", ${JSON.stringify(text)}); fs.writeFileSync("node_modules/${name}/other.js", "let seen = 0; exports.see = () => ++seen; exports.list = [];"); }`,
    declare: `const ${variable}: any = require("${name}");${random.chance(0.5) ? ` const kept${id}: any = ${variable}.make?.() ?? ${variable}.${random.pick(["table", "open", "none"])};` : ` const kept${id} = 0;`}`,
    later: changes.filter(() => random.chance(0.6)).map((change) => change.replaceAll("$", variable)),
    exercise: [...parts.map(({ exercise }) => exercise.replaceAll("$", variable)), `kept${id}`, `require("${name}") === ${variable}`],
    variables: random.chance(0.3) ? [variable] : [],
  };
}

const hidingPlaces = [
  { text: "let n = 0; exports.next = () => ++n;", change: "$.next();", exercise: "$.next()" },
  {
    text: "const cache = new Map(); exports.load = k => { if (!cache.has(k)) cache.set(k, { k, at: cache.size }); return cache.get(k); };",
    change: "$.load('x');",
    exercise: "[$.load('y'), $.load('x') === $.load('x')]",
  },
  {
    text: "const plugins = []; exports.use = f => plugins.push(f); exports.apply = x => plugins.reduce((v, f) => f(v), x);",
    change: "$.use((x: any) => [x]);",
    exercise: "$.apply(1)",
  },
  {
    text: "class Ids { static #next = 1; static all = []; static take() { Ids.all.push(Ids.#next); return Ids.#next++; } } exports.Ids = Ids;",
    change: "$.Ids.take();",
    exercise: "[$.Ids.take(), $.Ids.all]",
  },
  {
    text: "class Meter { #v = 0; add(n) { this.#v += n; return this.#v; } } exports.Meter = Meter; exports.make = () => new Meter(); exports.shared = new Meter();",
    change: "$.shared.add(3);",
    exercise: "[$.shared.add(1), $.make().add(2), $.make() instanceof $.Meter]",
  },
  { text: "exports.rate = () => 2; exports.price = x => x * exports.rate();", change: "$.rate = () => 5;", exercise: "$.price(10)" },
  {
    text: "let setting = { deep: { on: false } }; Object.defineProperty(exports, 'setting', { get: () => setting, set: v => { setting = v; }, enumerable: true });",
    change: "$.setting.deep.on = 'yes';",
    exercise: "[$.setting, $.setting === $.setting]",
  },
  {
    text: "exports.table = Object.freeze({ a: [1, 2], f() { return this.a.length; } });",
    change: "$.table.a.push(3);",
    exercise: "$.table.f()",
  },
  {
    text: "exports.see = require('./other').see; exports.other = () => require('./other').list;",
    change: "$.see(); $.other().push(1);",
    exercise: "[$.see(), $.other()]",
  },
  {
    text: "const kTag = Symbol('tag'); const weak = new WeakMap(); exports.tag = o => { weak.set(o, (weak.get(o) || 0) + 1); o[kTag] = true; return o; }; exports.tags = o => [weak.get(o), o[kTag]]; exports.open = exports.tag({});",
    change: "$.tag($.open);",
    exercise: "$.tags($.open)",
  },
  {
    text: "const make = s => { const step = s; let at = s; return () => (at += step); }; exports.a = make(1); exports.b = make(1);",
    change: "$.a();",
    exercise: "[$.a(), $.b()]",
  },
  {
    text: "exports.constant = 42; exports.pure = x => x * 2; exports.Plain = class Plain { constructor(v = 1) { this.v = v; } double() { return this.v * 2; } };",
    change: "$.Plain.extra = 1;",
    exercise: "[$.constant, $.pure(4), new $.Plain(3).double(), $.Plain.extra]",
  },
];

function dayjs({ random }: Source, id: string): Piece {
  return {
    packages: ["dayjs"],
    declare: `const dayjs${id}: any = require("dayjs"); const day${id} = dayjs${id}("2024-0${1 + random.below(8)}-15T10:00:00Z");`,
    later: [],
    exercise: [`day${id}.add(${random.below(40)}, "day").toISOString()`, `day${id}.format("YYYY MM")`, `day${id} instanceof dayjs${id}`],
    variables: [`day${id}`],
  };
}

function lodash(source: Source, id: string): Piece {
  return {
    packages: ["lodash"],
    declare: `const _${id}: any = require("lodash"); const memo${id} = _${id}.memoize((x: number) => [x, ${value(source, 1)}]); const part${id} = _${id}.partial((a: any, b: any) => [a, b], ${value(source, 1)}); memo${id}(1);`,
    later: source.random.chance(0.5) ? [`memo${id}(2);`] : [],
    exercise: [
      `memo${id}(1)`,
      `memo${id}.cache.size`,
      `part${id}(3)`,
      `_${id}.chunk([1, 2, 3], 2)`,
      `_${id}([3, 1]).map((x: number) => x + 1).sortBy().value()`,
    ],
  };
}

function immutable(source: Source, id: string): Piece {
  return {
    packages: ["immutable"],
    declare: `const { Map: IMap${id}, List: IList${id} } = require("immutable"); let imm${id}: any = IMap${id}({ a: 1, b: IList${id}([1, ${source.random.below(9)}]) }); const was${id} = imm${id};`,
    later: [`imm${id} = imm${id}.setIn(["b", 0], ${source.random.below(9)});`, `imm${id} = imm${id}.set("k", ${value(source, 1)});`].slice(
      source.random.below(3),
    ),
    exercise: [
      `[imm${id}.getIn(["b", 0]), was${id}.getIn(["b", 0]), imm${id}.size]`,
      `imm${id}.set("z", 1).has("z")`,
      `imm${id} instanceof IMap${id} || IMap${id}.isMap(imm${id})`,
    ],
  };
}

function globals(source: Source, id: string): Piece {
  return {
    declare: `(globalThis as any).glob${id} = { v: ${value(source, 2)}, n: 0 }; const useGlobal${id} = () => [(globalThis as any).glob${id}.n++, (globalThis as any).glob${id}.v];`,
    later: [`(globalThis as any).glob${id}.n = 5;`, `(globalThis as any).glob${id}.v = ${value(source, 1)};`].slice(source.random.below(3)),
    exercise: [`useGlobal${id}()`, `(globalThis as any).glob${id}`],
    undo: `delete (globalThis as any).glob${id};`,
  };
}

function patchedBuiltIn({ random }: Source, id: string): Piece {
  const proto = random.pick(["Array", "String", "Map", "Number"]);
  return {
    declare: `let calls${id} = 0; (${proto}.prototype as any).patch${id} = function (x: any) { calls${id}++; return [typeof this, x]; };${random.chance(0.3) ? ` Object.defineProperty(${proto}, "stat${id}", { value: [calls${id}], configurable: true });` : ""}`,
    later: random.chance(0.5) ? [`(Object(${proto === "Map" ? "new Map()" : "[]"}) as any).patch${id}?.(1);`] : [],
    exercise: [
      `(${{ Array: "[]", String: "''", Map: "new Map()", Number: "1" }[proto]} as any).patch${id}(2)`,
      `calls${id}`,
      `(${proto} as any).stat${id}`,
    ],
    undo: `delete (${proto}.prototype as any).patch${id}; delete (${proto} as any).stat${id};`,
  };
}

function memo(source: Source, id: string): Piece {
  return {
    declare: `const memoize${id} = (f: any) => { const cache = new Map(); const g: any = (x: any) => { if (!cache.has(x)) cache.set(x, f(x)); return cache.get(x); }; g.cache = cache; return g; }; const slow${id} = memoize${id}((x: any) => ({ x, with: ${value(source, 2)} }));`,
    later: source.random.chance(0.7) ? [`slow${id}(1);`] : [],
    exercise: [`slow${id}(1)`, `slow${id}(1) === slow${id}(1)`, `slow${id}.cache.size`],
    variables: [`slow${id}`],
  };
}

function emitter(source: Source, id: string): Piece {
  return {
    declare: `const em${id}: any = new (require("events"))(); const heard${id}: any[] = []; em${id}.on("x", (v: any) => heard${id}.push(v)); em${id}.once("x", () => heard${id}.push(${value(source, 1)}));`,
    later: source.random.chance(0.5) ? [`em${id}.emit("x", 1);`] : [],
    exercise: [`em${id}.emit("x", 2)`, `heard${id}`, `em${id}.listenerCount("x")`],
  };
}

function unstartedGenerator(source: Source, id: string): Piece {
  return {
    declare: `function* gen${id}(n: any): any { const got: any = yield n; yield [got, ${value(source, 2)}]; }\nasync function later${id}(x: any) { await null; return [x, gen${id}(x).next().value]; }`,
    later: [],
    exercise: [`[...gen${id}(3)]`, `later${id}(4)`],
    variables: [`gen${id}`, `later${id}`],
  };
}

function startedGenerator({ random }: Source, id: string): Piece {
  return {
    declare: `function* count${id}(): any { let i = ${random.below(9)}; while (true) yield i++; }\nconst it${id} = count${id}(), fresh${id} = count${id}();`,
    later: random.chance(0.7) ? [`it${id}.next();`] : [],
    exercise: [`it${id}.next()`, `fresh${id}.next()`],
  };
}

function proxy(source: Source, id: string): Piece {
  return {
    declare: `const reads${id}: any[] = []; const prox${id}: any = new Proxy(${source.random.pick(["{ a: 1 } as any", "[1, 2] as any", "function () { return 'target'; } as any"])}, { get(t: any, k: any) { reads${id}.push(String(k)); return t[k]; } });`,
    later: source.random.chance(0.5) ? [`prox${id}.a;`] : [],
    exercise: [`(prox${id}.a = 5, prox${id}.a)`, `reads${id}.length`, `typeof prox${id} === "function" ? prox${id}() : 0`],
    variables: [`prox${id}`],
  };
}

function weak(source: Source, id: string): Piece {
  return {
    declare: `const wkey${id}: any = ${value(source, 2)} ?? {}; const wk${id}: any = Object(wkey${id}); const wm${id} = new WeakMap<any, any>([[wk${id}, { v: ${value(source, 1)} }]]), ws${id} = new WeakSet<any>([wk${id}]), wr${id} = new WeakRef<any>(wk${id});`,
    later: [`wm${id}.get(wk${id}).v = 2;`].slice(source.random.below(2)),
    exercise: [`wm${id}.get(wk${id})`, `[ws${id}.has(wk${id}), ws${id}.has({}), wr${id}.deref() === wk${id}]`],
    variables: [`wk${id}`],
  };
}

function pendingPromise(source: Source, id: string): Piece {
  return {
    declare: `let open${id}: any; const pend${id} = new Promise<any>(r => { open${id} = r; }); const then${id} = pend${id}.then((v: any) => [v, "then"]);`,
    later: source.random.chance(0.4) ? [`open${id}(${value(source, 1)});`] : [],
    exercise: [`(open${id}("opened"), then${id})`, `pend${id}`],
  };
}

function evaluated({ random }: Source, id: string): Piece {
  const text = random.pick([
    "var x = 1; eval('var hidden = 2'); return () => [x++, hidden++];",
    "let y = 0; return (code) => eval(code);",
    "with ({ w: 1 }) { return () => w++; }",
  ]);
  return {
    declare: `const ev${id}: any = new Function(${JSON.stringify(text)})(); const made${id}x: any = new Function("a", "return a + (this ? 1 : 0)");`,
    later: random.chance(0.5) ? [`ev${id}("y = 5");`] : [],
    exercise: [`ev${id}("typeof y === 'undefined' ? 0 : ++y")`, `made${id}x(2)`, `String(made${id}x)`],
    variables: [`ev${id}`],
  };
}

function argumentsObject(source: Source, id: string): Piece {
  return {
    declare: `const [args${id}, setArg${id}]: any = (function (a: any, b: any) { return [arguments, (v: any) => { a = v; }]; } as any)(1, ${value(source, 2)});`,
    later: [],
    exercise: [`(setArg${id}(9), args${id}[0])`, `args${id}.length`],
    variables: [`args${id}`],
  };
}

function iterator({ random }: Source, id: string): Piece {
  const text = random.pick([
    "[1, 2, 3][Symbol.iterator]()",
    "new Map([[1, 2], [3, 4]]).entries()",
    "new Set([1, 2]).values()",
    "'abc'[Symbol.iterator]()",
    "'a1b2'.matchAll(/\\d/g)",
  ]);
  return {
    declare: `const iter${id}: any = ${text}; iter${id}.next();`,
    later: [],
    exercise: [`[...iter${id}]`],
    variables: [`iter${id}`],
  };
}

function environment({ random }: Source, id: string): Piece {
  return {
    declare: `process.env.FUZZ_${id} = "v${random.below(9)}"; const umask${id} = process.umask(0o0${random.below(7)}7); const env${id} = () => process.env.FUZZ_${id};`,
    later: [],
    exercise: [`[env${id}(), process.umask()]`],
    undo: `delete process.env.FUZZ_${id}; process.umask(umask${id});`,
  };
}

/** A package whose load gives another result each time, or changes the process. */
function movingPackage(source: Source, id: string): Piece {
  const name = `fuzz-moving-${id.toLowerCase()}`;
  const text = source.random.pick([
    "exports.born = Math.random(); const id = Math.random(); exports.id = () => id;",
    "globalThis.loads = (globalThis.loads || 0) + 1; exports.born = 0; exports.id = () => globalThis.loads;",
    `exports.born = process.env.FUZZ_M${id} || "unset"; exports.id = () => exports.born;`,
  ]);
  return {
    prepare: `{ const fs = require("fs"); fs.mkdirSync("node_modules/${name}", { recursive: true }); fs.writeFileSync("node_modules/${name}/index.js", ${JSON.stringify(text)}); }`,
    declare: `process.env.FUZZ_M${id} = "set"; const mov${id}: any = require("${name}"); const born${id} = mov${id}.born; delete process.env.FUZZ_M${id};`,
    later: [],
    exercise: [`mov${id}.born === born${id}`, `mov${id}.id()=== mov${id}.id()`, `typeof mov${id}.born`],
    undo: "delete (globalThis as any).loads;",
  };
}

/** A property's key and value as a statement on a variable, for pieces that were declared before. */
export function laterMutation(source: Source): string | undefined {
  if (source.variables.length === 0) return undefined;
  const name = source.random.pick(source.variables);
  const target = key(source).replace(/^\[|\]$/g, "");
  return `try { (${name} as any)[${/^[a-z]\w*$/.test(target) ? JSON.stringify(target) : target}] = ${value(source, 2)}; } catch {}`;
}
