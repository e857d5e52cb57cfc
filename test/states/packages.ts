import type { State } from "./state";

/** A cell that writes a package into the notebook's folder. */
function pack(name: string, files: Readonly<Record<string, string>>): string {
  const folder = JSON.stringify(`node_modules/${name}/`);
  const writes = Object.entries(files).map(
    ([file, text]) => `fs.writeFileSync(${folder} + ${JSON.stringify(file)}, ${JSON.stringify(text)});`,
  );
  return `{ const fs = require("fs"); fs.mkdirSync(${folder}, { recursive: true }); ${writes.join(" ")} }`;
}

/** State inside packages: small ones with every kind of hiding place, and some that notebooks use. */
export const packageStates: readonly State[] = [
  {
    name: "a counter in a package's own variable",
    cells: [
      pack("exam-counter", { "index.js": "let n = 0; exports.next = () => ++n; exports.peek = () => n;" }),
      "const counter1 = require('exam-counter'); counter1.next(); counter1.next();",
    ],
    cell: "console.log(counter1.next(), counter1.peek(), require('exam-counter').peek());",
    about: ["exam-counter"],
  },
  {
    name: "a package whose state has not changed",
    cells: [
      pack("exam-still", {
        "index.js":
          "let n = 5; const table = new Map([['a', { deep: [1] }]]); class Shape { #s = 1; area() { return this.#s; } } module.exports = { get n() { return n; }, table, Shape, make: () => new Shape() };",
      }),
      "const still = require('exam-still'); const shape2 = still.make();",
    ],
    cell: "console.log(still.n, still.table.get('a').deep[0], shape2.area(), shape2 instanceof still.Shape);",
    about: ["exam-still"],
  },
  {
    name: "a package's cache, filled",
    cells: [
      pack("exam-cache", {
        "index.js":
          "const cache = new Map(); let misses = 0; exports.load = k => { if (!cache.has(k)) { misses++; cache.set(k, { k, at: misses }); } return cache.get(k); }; exports.misses = () => misses;",
      }),
      "const loader3 = require('exam-cache'); const first3 = loader3.load('a'); loader3.load('b');",
    ],
    cell: "console.log(loader3.load('a') === first3, loader3.load('c').at, loader3.misses());",
    about: ["exam-cache"],
  },
  {
    name: "a plugin registered with a package",
    cells: [
      pack("exam-plugins", {
        "index.js":
          "const plugins = []; function core(x) { return plugins.reduce((v, p) => p(v), x); } core.use = p => { plugins.push(p); return core; }; module.exports = core;",
      }),
      "const core4 = require('exam-plugins'); let added4 = 1; const add4 = (n: number) => { added4 = n; }; core4.use((x: number) => x + added4).use((x: number) => x * 10);",
      "add4(2);",
    ],
    cell: "console.log(core4(1)); add4(3); console.log(require('exam-plugins')(1));",
    about: ["exam-plugins"],
  },
  {
    name: "a backend set in a registry, and tensors that use it",
    cells: [
      pack("exam-tensor", {
        "index.js":
          "const engine = require('./engine'); class Tensor { constructor(data, shape) { this.data = data; this.shape = shape; this.id = engine.nextId(); } add(o) { return new Tensor(engine.backend().add(this.data, o.data), this.shape); } sum() { return this.data.reduce((a, b) => a + b, 0); } } exports.tensor = (v, s = [v.length]) => new Tensor(Float32Array.from(v), s); exports.setBackend = engine.set; exports.register = engine.register; exports.memory = engine.memory; exports.Tensor = Tensor;",
        "engine.js":
          "let id = 0, current = 'cpu'; const backends = { cpu: { add: (a, b) => a.map((x, i) => x + b[i]) } }; exports.nextId = () => id++; exports.backend = () => backends[current]; exports.set = n => { current = n; }; exports.register = (n, b) => { backends[n] = b; }; exports.memory = () => ({ made: id, current });",
      }),
      "const tf5 = require('exam-tensor'); const a5 = tf5.tensor([1, 2, 3]); tf5.register('loud', { add: (a: any, b: any) => a.map((x: number, i: number) => x + b[i] + 100) }); tf5.setBackend('loud');",
    ],
    cell: "console.log(a5.add(a5).sum(), JSON.stringify(tf5.memory()), a5 instanceof tf5.Tensor);",
    about: ["exam-tensor"],
  },
  {
    name: "tensors of a package that has counted them, and nothing else",
    cells: [
      pack("exam-vector", {
        "index.js":
          "class Vector { constructor(data) { this.data = data; } dot(o) { let s = 0; for (let i = 0; i < this.data.length; i++) s += this.data[i] * o.data[i]; return s; } static of(...v) { return new Vector(Float64Array.from(v)); } } module.exports = { Vector };",
      }),
      "const { Vector } = require('exam-vector'); const v6 = Vector.of(1, 2, 3), w6 = Vector.of(4, 5, 6);",
      "v6.data[0] = 10;",
    ],
    cell: "console.log(v6.dot(w6), v6 instanceof Vector, v6.constructor === require('exam-vector').Vector);",
    about: ["exam-vector"],
  },
  {
    name: "statics and private statics of a package's class",
    cells: [
      pack("exam-statics", {
        "index.js":
          "class Ids { static open = []; static #next = 1; static take() { const id = Ids.#next++; Ids.open.push(id); return id; } static peek() { return Ids.#next; } } module.exports = Ids;",
      }),
      "const Ids7 = require('exam-statics'); Ids7.take(); Ids7.take();",
    ],
    cell: "console.log(Ids7.take(), Ids7.open.join(), Ids7.peek());",
    about: ["exam-statics"],
  },
  {
    name: "a package's instance with private fields",
    cells: [
      pack("exam-private", {
        "index.js":
          "class Meter { #v = 0; #log = []; add(n) { this.#v += n; this.#log.push(n); return this; } read() { return this.#v + ':' + this.#log.join(); } } exports.Meter = Meter; exports.shared = new Meter();",
      }),
      "const { Meter: Meter8, shared: shared8 } = require('exam-private'); const meter8 = new Meter8().add(5); shared8.add(1);",
    ],
    cell: "console.log(meter8.add(2).read(), shared8.add(3).read(), require('exam-private').shared === shared8);",
    about: ["exam-private"],
  },
  {
    name: "an export that was replaced, and the package's own use of it",
    cells: [
      pack("exam-patched", {
        "index.js": "exports.rate = () => 2; exports.price = n => n * exports.rate(); let own = 1; exports.own = () => own;",
      }),
      "const patched9 = require('exam-patched'); patched9.rate = () => 3; patched9.note = 'added';",
    ],
    cell: "console.log(patched9.price(10), patched9.own(), require('exam-patched').note);",
    about: ["exam-patched"],
  },
  {
    name: "a function with settings as properties",
    cells: [
      pack("exam-settings", {
        "index.js":
          "function fmt(x) { return fmt.options.prefix + x.toFixed(fmt.options.digits); } fmt.options = { prefix: '', digits: 2 }; module.exports = fmt; module.exports.default = fmt;",
      }),
      "const fmt10 = require('exam-settings'); fmt10.options.prefix = '€'; fmt10.options = { ...fmt10.options, digits: 1 };",
    ],
    cell: "console.log(fmt10(1.25), require('exam-settings').default(2));",
    about: ["exam-settings"],
  },
  {
    name: "two packages that share a third",
    cells: [
      pack("exam-third", {
        "index.js":
          "const subs = []; exports.on = f => subs.push(f); exports.emit = v => subs.map(f => f(v)); exports.size = () => subs.length;",
      }),
      pack("exam-one", {
        "index.js":
          "const third = require('exam-third'); let heard = 0; third.on(v => (heard += v)); exports.heard = () => heard; exports.send = third.emit;",
      }),
      pack("exam-two", {
        "index.js": "const third = require('exam-third'); exports.start = () => third.on(v => v * 100); exports.size = third.size;",
      }),
      "const one11 = require('exam-one'), two11 = require('exam-two'); two11.start(); one11.send(5);",
    ],
    cell: "console.log(one11.send(1).join(), one11.heard(), two11.size());",
    about: ["exam-third", "exam-one", "exam-two"],
  },
  {
    name: "packages that require each other",
    cells: [
      pack("exam-circle", {
        "index.js": "exports.depth = 1; const b = require('./b'); exports.name = 'a'; exports.b = b; exports.seen = b.seenAt;",
        "b.js":
          "const a = require('./index'); exports.seenAt = Object.keys(a).join(); exports.a = a; let uses = 0; exports.use = () => ++uses + a.name;",
      }),
      "const circle12 = require('exam-circle'); circle12.b.use();",
    ],
    cell: "console.log(circle12.b.use(), circle12.seen, circle12.b.a === circle12);",
    about: ["exam-circle"],
  },
  {
    name: "a package that is loaded only when it is needed",
    cells: [
      pack("exam-lazy", {
        "index.js": "let heavy; exports.get = () => (heavy ??= require('./heavy')); exports.loaded = () => heavy !== undefined;",
        "heavy.js": "exports.made = 'heavy'; exports.uses = 0;",
      }),
      "const lazy13 = require('exam-lazy'); lazy13.get().uses++;",
    ],
    cell: "lazy13.get().uses++; console.log(lazy13.loaded(), lazy13.get().uses, lazy13.get().made);",
    about: ["exam-lazy"],
  },
  {
    name: "a package whose load depends on the moment",
    cells: [
      pack("exam-moment", {
        "index.js":
          "const born = Date.now() + Math.random(); const id = Symbol('moment'); exports.born = () => born; exports.id = id; exports.pid = process.pid; exports.env = process.env.EXAM_MOMENT; exports.tag = o => (o[id] = born, o);",
      }),
      "process.env.EXAM_MOMENT = 'then'; const moment14 = require('exam-moment'); const born14 = moment14.born(), tagged14 = moment14.tag({}); process.env.EXAM_MOMENT = 'now';",
    ],
    cell: "console.log(moment14.born() === born14, tagged14[moment14.id] === born14, moment14.env, process.env.EXAM_MOMENT);",
    undo: "delete process.env.EXAM_MOMENT;",
    about: ["exam-moment", "environment"],
  },
  {
    name: "a package that changes globals when it is loaded",
    cells: [
      pack("exam-polyfill", {
        "index.js":
          "if (!Array.prototype.examLast) { Object.defineProperty(Array.prototype, 'examLast', { value() { return this[this.length - 1]; }, configurable: true, writable: true }); } globalThis.examLoads = (globalThis.examLoads || 0) + 1; exports.ok = true;",
      }),
      "const poly15 = require('exam-polyfill');",
      "(globalThis as any).examLoads += 10;",
    ],
    cell: "console.log(([1, 9] as any).examLast(), (globalThis as any).examLoads, poly15.ok);",
    undo: "delete (Array.prototype as any).examLast; delete (globalThis as any).examLoads;",
    about: ["exam-polyfill", "examLast", "examLoads"],
  },
  {
    name: "a JSON file that was required and changed",
    cells: [
      pack("exam-json", { "index.js": "module.exports = require('./data.json');", "data.json": '{"list":[1,2],"deep":{"x":1}}' }),
      "const json16 = require('exam-json'); json16.list.push(3); json16.deep.x = 'changed';",
    ],
    cell: "console.log(JSON.stringify(json16), require('exam-json/data.json') === json16);",
    about: ["exam-json"],
  },
  {
    name: "a package that has bound functions of Node's and its own to what it made",
    cells: [
      pack("exam-bound", {
        "index.js":
          "const decoder = new TextDecoder(); exports.decode = decoder.decode.bind(decoder); const own = { n: 0 }; exports.inc = (function (by) { return (this.n += by); }).bind(own, 2); exports.own = own;",
      }),
      "const bound17b = require('exam-bound'); bound17b.inc();",
    ],
    cell: "console.log(bound17b.decode(new Uint8Array([0xc3, 0xa9])), bound17b.inc(), bound17b.own.n, require('exam-bound').inc === bound17b.inc);",
    about: ["exam-bound"],
  },
  {
    name: "a package with a decoder in the middle of a character",
    cells: [
      pack("exam-fed", {
        "index.js": "const decoder = new TextDecoder(); exports.feed = (bytes) => decoder.decode(new Uint8Array(bytes), { stream: true });",
      }),
      "const fed17c = require('exam-fed'); fed17c.feed([0xe2, 0x82]);",
    ],
    cell: "console.log(fed17c.feed([0xac]));",
    about: ["exam-fed"],
  },
  {
    name: "a package that was loaded twice",
    cells: [
      pack("exam-twice", { "index.js": "exports.K = class K { }; let n = 0; exports.inc = () => ++n;" }),
      "const old17 = require('exam-twice'); old17.inc(); const oldK17 = new old17.K(); delete require.cache[require.resolve('exam-twice')]; const new17 = require('exam-twice');",
    ],
    cell: "console.log(old17 === new17, old17.inc(), new17.inc(), oldK17 instanceof new17.K, oldK17 instanceof old17.K);",
    about: ["exam-twice"],
  },
  {
    name: "a package whose file has changed since it was loaded",
    cells: [
      pack("exam-edited", { "index.js": "exports.version = () => 1;" }),
      "const edited18 = require('exam-edited');",
      pack("exam-edited", { "index.js": "exports.version = () => 2;" }),
    ],
    cell: "console.log(edited18.version(), require('exam-edited').version());",
    about: ["exam-edited"],
  },
  {
    name: "a package whose files are gone",
    cells: [
      pack("exam-gone", { "index.js": "let n = 0; exports.inc = () => ++n;" }),
      "const gone19 = require('exam-gone'); gone19.inc(); require('fs').rmSync('node_modules/exam-gone', { recursive: true });",
    ],
    cell: "console.log(gone19.inc());",
    about: ["exam-gone"],
  },
  {
    name: "closures and generators inside a package",
    cells: [
      pack("exam-inside", {
        "index.js":
          "function* ids() { let i = 0; while (true) yield i++; } const it = ids(); exports.id = () => it.next().value; const make = s => () => s++; exports.a = make(10); exports.b = make(10);",
      }),
      "const inside20 = require('exam-inside'); inside20.a();",
    ],
    cell: "console.log(inside20.a(), inside20.b(), inside20.id());",
    about: ["exam-inside"],
  },
  {
    name: "a generator inside a package, in the middle",
    cells: [
      pack("exam-ids", {
        "index.js": "function* ids() { let i = 0; while (true) yield i++; } const it = ids(); exports.id = () => it.next().value;",
      }),
      "const ids21 = require('exam-ids'); ids21.id(); ids21.id();",
    ],
    cell: "console.log(ids21.id());",
    about: ["exam-ids"],
  },
  {
    name: "weak maps and symbols inside a package",
    cells: [
      pack("exam-weak", {
        "index.js":
          "const data = new WeakMap(); const kHits = Symbol('hits'); exports.touch = o => { data.set(o, (data.get(o) || 0) + 1); o[kHits] = (o[kHits] || 0) + 1; return data.get(o) + o[kHits]; };",
      }),
      "const weak22 = require('exam-weak'); const o22 = {}; weak22.touch(o22);",
    ],
    cell: "console.log(weak22.touch(o22), weak22.touch({}), Object.getOwnPropertySymbols(o22).length);",
    about: ["exam-weak"],
  },
  {
    name: "a package of ES modules, imported on demand",
    cells: [
      pack("exam-esm", {
        "package.json": '{"name":"exam-esm","type":"module","exports":"./index.js"}',
        "index.js": "export let live = 1; export function bump() { live++; return live; } export default class Esm { v = live; }",
      }),
      "let esm23: any; try { esm23 = require('exam-esm'); } catch { esm23 = await new Function('p', 'return import(p)')(require('path').resolve('node_modules/exam-esm/index.js')).catch((e: any) => ({ live: 'refused ' + e.code, bump() {} })); }\nesm23.bump();",
    ],
    cell: "console.log(esm23.bump(), esm23.live, typeof esm23.default);",
    about: ["exam-esm"],
  },
  {
    name: "csv-parse, its results and a parser in the middle",
    cells: [
      "const { parse: parseSync24 } = require('csv-parse/sync'); const records24 = parseSync24('a,b\\n1,2\\n3,4', { columns: true, cast: true });",
      "records24[0].a = 10;",
    ],
    cell: "console.log(JSON.stringify(records24), parseSync24('x\\n1', { columns: true })[0].x);",
    about: ["csv-parse"],
  },
  {
    name: "a csv parser that is a stream, half fed",
    cells: [
      "const { parse: parse25 } = require('csv-parse'); const parser25 = parse25({ columns: true }); const rows25: any[] = []; parser25.on('data', (r: any) => rows25.push(r)); parser25.write('a,b\\n1,2\\n3,'); await new Promise(r => setImmediate(r));",
    ],
    cell: "parser25.write('4\\n'); parser25.end(); await new Promise(r => parser25.once('end', r)); console.log(JSON.stringify(rows25));",
    about: ["csv-parse"],
  },
  {
    name: "papaparse with a changed setting",
    cells: [
      "const Papa26 = require('papaparse'); const delimiter26 = Papa26.DefaultDelimiter; Papa26.DefaultDelimiter = ';'; const parsed26 = Papa26.parse('a;b\\n1;2', { header: true, dynamicTyping: true });",
    ],
    cell: "console.log(JSON.stringify(parsed26.data), Papa26.parse('x', {}).meta.delimiter, Papa26.unparse([{ a: 1, b: 'x;y' }]));",
    undo: "Papa26.DefaultDelimiter = delimiter26;",
    about: ["papaparse"],
  },
  {
    name: "a zod schema and what it parsed",
    cells: [
      "const { z: z27 } = require('zod'); const user27 = z27.object({ name: z27.string().min(2), tags: z27.array(z27.enum(['a', 'b'])).default(['a']), age: z27.number().optional() }).strict(); const ann27 = user27.parse({ name: 'Ann' });",
    ],
    cell: "console.log(JSON.stringify(ann27), user27.safeParse({ name: 'x' }).success, user27.extend({ z: z27.boolean() }).parse({ name: 'Bo', z: true }).tags.join());",
    about: ["zod"],
    lasting: true,
  },
  {
    name: "a zod schema that refers to itself, with refinements",
    cells: [
      "const z28 = require('zod').z; const tree28: any = z28.lazy(() => z28.object({ v: z28.number(), kids: z28.array(tree28) })); let limit28 = 5; const setLimit28 = (n: number) => { limit28 = n; }, small28 = z28.number().refine((n: number) => n < limit28, 'too large').transform((n: number) => n * 2);",
      "setLimit28(10);",
    ],
    cell: "console.log(small28.parse(7), small28.safeParse(11).error.issues[0].message, tree28.parse({ v: 1, kids: [{ v: 2, kids: [] }] }).kids[0].v);",
    about: ["zod"],
    lasting: true,
  },
  {
    name: "dayjs with a plugin and a locale",
    cells: [
      "const dayjs29 = require('dayjs'); dayjs29.extend(require('dayjs/plugin/utc')); dayjs29.extend(require('dayjs/plugin/quarterOfYear')); require('dayjs/locale/de'); dayjs29.locale('de'); const day29 = dayjs29.utc('2024-05-06');",
    ],
    cell: "console.log(day29.format('dddd D MMMM YYYY'), day29.quarter(), day29.add(1, 'month').toISOString(), dayjs29.locale());",
    undo: "dayjs29.locale('en');",
    about: ["dayjs"],
  },
  {
    name: "dayjs as it is loaded, and a date of it",
    cells: ["const dayjs30 = require('dayjs'); const day30 = dayjs30('2024-02-28T12:00:00Z');"],
    cell: "console.log(day30.add(2, 'day').toISOString(), day30.isValid(), day30 instanceof dayjs30);",
    about: ["dayjs"],
  },
  {
    name: "lodash with its template settings changed",
    cells: [
      "const _31 = require('lodash'); const interpolate31 = _31.templateSettings.interpolate; _31.templateSettings.interpolate = /{{([\\s\\S]+?)}}/g; const hello31 = _31.template('hello {{ who }}');",
    ],
    cell: "console.log(hello31({ who: 'you' }), _31.template('{{ a }}')({ a: 1 }), _31.chunk([1, 2, 3], 2).length);",
    undo: "_31.templateSettings.interpolate = interpolate31;",
    about: ["lodash"],
  },
  {
    name: "lodash: chains, memoized and debounced functions",
    cells: [
      "const _32 = require('lodash'); let runs32 = 0; const memo32 = _32.memoize((x: number) => { runs32++; return x * x; }); memo32(3); const chain32 = _32([1, 2, 3]).map((x: number) => x + 1).filter((x: number) => x > 2); const once32 = _32.once(() => ++runs32); const part32 = _32.partial((a: number, b: number) => a - b, 10);",
    ],
    cell: "console.log(memo32(3), memo32(4), runs32, chain32.value().join(), once32(), once32(), part32(3), memo32.cache.size);",
    about: ["lodash"],
  },
  {
    name: "lodash with a function mixed in, and unique ids",
    cells: [
      "const _33 = require('lodash'); _33.mixin({ shout33: (s: string) => s.toUpperCase() + '!' }); const id33 = Number(_33.uniqueId());",
    ],
    cell: "console.log(_33.shout33('a'), _33('b').shout33().length, Number(_33.uniqueId()) - id33);",
    undo: "delete _33.shout33; delete _33.prototype.shout33;",
    about: ["lodash"],
  },
  {
    name: "persistent collections of immutable",
    cells: [
      "const { Map: IMap, List: IList, Record: IRecord, Set: ISet, fromJS } = require('immutable'); let map34 = IMap({ a: 1 }).set('b', IList([1, 2, 3])); const Point34 = IRecord({ x: 0, y: 0 }, 'Point'); const point34 = Point34({ x: 5 }); const deep34 = fromJS({ list: [{ v: 1 }] }); const before34 = map34;",
      "map34 = map34.setIn(['b', 1], 20);",
    ],
    cell: "console.log(map34.getIn(['b', 1]), before34.getIn(['b', 1]), point34.set('y', 2).toString(), deep34.getIn(['list', 0, 'v']), map34.equals(IMap({ a: 1, b: IList([1, 20, 3]) })), ISet([point34]).has(Point34({ x: 5 })), map34.hashCode());",
    about: ["immutable"],
  },
  {
    name: "a lazy sequence of immutable",
    cells: [
      "const { Seq: Seq35, Range: Range35 } = require('immutable'); let pulled35 = 0; const seq35 = Seq35([1, 2, 3, 4]).map((x: number) => { pulled35++; return x * 2; }).filter((x: number) => x > 2);",
    ],
    cell: "console.log(seq35.first(), pulled35, seq35.toArray().join(), Range35(0, 5).take(2).toArray().join());",
    about: ["immutable"],
  },
  {
    name: "an arquero table",
    cells: [
      "const aq36 = require('arquero'); const table36 = aq36.table({ city: ['a', 'b', 'a', 'c'], n: [1, 2, 3, 4] }); const grouped36 = table36.groupby('city').rollup({ total: (d: any) => aq36.op.sum(d.n) });",
    ],
    cell: "console.log(JSON.stringify(grouped36.objects()), table36.filter((d: any) => d.n > 2).numRows(), table36.column('n').get(1));",
    about: ["arquero"],
  },
  {
    name: "arquero with a function added",
    cells: [
      "const aq37 = require('arquero'); aq37.addFunction('tenfold', (x: number) => x * 10, { override: true }); const table37 = aq37.fromCSV('a,b\\n1,x\\n2,y');",
    ],
    cell: "console.log(JSON.stringify(table37.derive({ c: (d: any) => (aq37.op as any).tenfold(d.a) }).objects()));",
    about: ["arquero"],
  },
  {
    name: "an Apache Arrow table",
    cells: [
      "const arrow38 = require('apache-arrow'); const table38 = arrow38.tableFromArrays({ id: Int32Array.from([1, 2, 3]), name: ['x', 'y', 'x'] }); const ipc38 = arrow38.tableToIPC(table38);",
    ],
    cell: "console.log(table38.numRows, table38.get(1).toJSON(), table38.getChild('id').toArray().join(), arrow38.tableFromIPC(ipc38).getChild('name').get(2), table38.schema.fields.map((f: any) => f.toString()).join());",
    about: ["apache-arrow"],
  },
  {
    name: "a vector and a dictionary of Apache Arrow",
    cells: [
      "const { vectorFromArray: vector39, Dictionary: Dictionary39, Utf8: Utf8_39, Int32: Int32_39, Float64: Float64_39 } = require('apache-arrow'); const floats39 = vector39([1.5, null, 2.5], new Float64_39()); const dict39 = vector39(['a', 'b', 'a'], new Dictionary39(new Utf8_39(), new Int32_39()));",
    ],
    cell: "console.log(floats39.toJSON().map(String).join(), floats39.nullCount, [...dict39].join(), dict39.type.toString(), floats39.type instanceof Float64_39);",
    about: ["apache-arrow"],
  },
  {
    name: "typed imports of a package with types",
    cells: [
      pack("exam-typed", {
        "index.js":
          "Object.defineProperty(exports, '__esModule', { value: true }); let hits = 0; exports.hit = () => ++hits; exports.default = function greet(n) { return 'hi ' + n; };",
        "index.d.ts": "export function hit(): number; export default function greet(n: string): string;",
      }),
      "import greet40, { hit as hit40 } from 'exam-typed'; import * as typed40 from 'exam-typed';",
      "hit40();",
    ],
    cell: "console.log(greet40('x'), hit40(), typed40.hit(), typed40.default === greet40);",
    about: ["exam-typed"],
    // tslab stops converting when another package comes into a node_modules that it watches.
    lasting: true,
  },
  {
    name: "a package that the cell alone requires, used before by the notebook",
    cells: [pack("exam-inner", { "index.js": "let n = 0; exports.inc = () => ++n;" }), "require('exam-inner').inc();"],
    cell: "console.log(require('exam-inner').inc());",
    about: ["exam-inner"],
  },
  {
    name: "a local module of the notebook's folder, with state",
    cells: [
      "require('fs').mkdirSync('exam-local', { recursive: true }); require('fs').writeFileSync('exam-local/index.js', 'let n = 0; module.exports = { inc: () => ++n };');",
      "const path42 = process.cwd() + '/exam-local'; const local42 = require(path42); local42.inc();",
    ],
    cell: "console.log(local42.inc(), require('./exam-local/index.js') === local42);",
    about: ["exam-local"],
  },
  {
    name: "a module written as a cell, with state",
    cells: [
      "/** @module examstate */\nlet n = 0;\nexport function inc() { return ++n; }\nexport const seen: number[] = [];",
      "import { inc as inc43, seen as seen43 } from './examstate'; inc43(); seen43.push(inc43());",
    ],
    cell: "console.log(inc43(), seen43.join());",
    about: ["examstate"],
  },
];
