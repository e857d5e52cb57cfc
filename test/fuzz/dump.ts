/**
 * Declarations of a cell that makes `dump(value)`: a text that says all that a program can find out about a value and what it refers to,
 * and nothing about when and in which process: identity, prototypes, attributes, order, values, the text of functions. Accessors are
 * called. What Node and `packages` bring along is named by its path and not entered.
 */
export function dumpDeclarations(packages: readonly string[]): string {
  return DECLARATIONS.replace("PACKAGES", packages.map((id) => `[require(${JSON.stringify(id)}), ${JSON.stringify(id)}]`).join(", "));
}

const DECLARATIONS = String.raw`
// Frames of the measured cell itself, which has another number each time, are left out, and what is below.
const here = /cell \[\d+\]/.exec(new Error().stack!)![0];
const oldFrames = (stack: string) => { const lines = stack.split("\n"); const at = lines.findIndex(line => line.startsWith("    at ") && line.includes(here)); return at < 0 ? stack : lines.slice(0, at).join("\n"); };
const thrown = (e: any): string => "throws " + (e?.name ?? typeof e) + " " + e?.message + (require("util").types.isNativeError(e) && typeof e.stack === "string" ? oldFrames(e.stack).split("\n").filter(line => /^    at /.test(line)).join("") : "");
const dump = (() => {
  const types = require("util").types;
  const known = new Map<any, string>();
  const note = (v: any, path: string) => {
    if (v === null || (typeof v !== "object" && typeof v !== "function") || known.has(v)) return false;
    known.set(v, path);
    return true;
  };
  const noteAll = (v: any, path: string, depth: number) => {
    if (!note(v, path) || depth === 0) return;
    for (const k of Reflect.ownKeys(v)) {
      const d = Object.getOwnPropertyDescriptor(v, k)!;
      if ("value" in d && !(k === "constructor" && depth < 3)) noteAll(d.value, path + "." + String(k), depth - 1);
    }
  };
  const standard = "Object Function Array Number Boolean String Symbol BigInt Date Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError JSON Math Intl ArrayBuffer SharedArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map Set WeakMap WeakSet WeakRef FinalizationRegistry Proxy Reflect Atomics Buffer URL URLSearchParams EventTarget AbortController parseInt parseFloat process console".split(" ");
  for (const name of standard) noteAll((globalThis as any)[name], name, name === "process" || name === "console" ? 0 : 2);
  note(globalThis, "globalThis");
  const noteHidden = (v: any, path: string) => { while (v !== null && note(v, path)) { path += "^"; v = Object.getPrototypeOf(v); } };
  noteHidden(Object.getPrototypeOf(Uint8Array), "%TypedArray%"); noteHidden(Object.getPrototypeOf(Uint8Array.prototype), "%TypedArray.prototype%");
  noteHidden(Object.getPrototypeOf(function* () {}), "%GeneratorFunction%"); noteHidden(Object.getPrototypeOf(async () => {}), "%AsyncFunction%"); noteHidden(Object.getPrototypeOf(async function* () {}), "%AsyncGeneratorFunction%");
  noteHidden(Object.getPrototypeOf((function* () {})()), "%Generator%"); noteHidden(Object.getPrototypeOf([][Symbol.iterator]()), "%ArrayIterator%"); noteHidden(Object.getPrototypeOf(new Map().entries()), "%MapIterator%");
  for (const [exported, id] of [[require("events"), "events"], [require("path"), "path"], [require("util"), "util"]]) noteAll(exported, id, 2);
  for (const [exported, id] of [PACKAGES] as any[]) { noteAll(exported, id, 2); for (const part of Object.values(exported) as any[]) if (part?.prototype) noteHidden(part.prototype, id + "." + part.name + "~"); }
  const wellKnown = new Map<symbol, string>(Reflect.ownKeys(Symbol).map(k => [(Symbol as any)[k], "Symbol." + String(k)] as const).filter(([s]) => typeof s === "symbol"));

  return (root: any): string => {
    const seen = new Map<any, number>();
    const number = (v: any) => { seen.set(v, seen.size); return seen.size - 1; };
    const show = (v: any): string => {
      switch (typeof v) {
        case "symbol": return wellKnown.get(v) ?? (Symbol.keyFor(v) !== undefined ? "for:" + Symbol.keyFor(v) : seen.has(v) ? "sym#" + seen.get(v) : "sym#" + number(v) + "=" + String(v.description));
        case "string": return JSON.stringify(v);
        case "bigint": return v + "n";
        case "number": return Object.is(v, -0) ? "-0" : String(v);
        case "object": case "function": return v === null ? "null" : complex(v);
        default: return String(v);
      }
    };
    const complex = (v: any): string => {
      if (known.has(v)) return "<" + known.get(v) + ">";
      if (seen.has(v)) return "#" + seen.get(v);
      const parts = ["#" + number(v) + "=" + kind(v)];
      try { parts.push(...content(v)); } catch (e: any) { parts.push("unreadable: " + e?.name); }
      return parts.join(" ") + "}";
    };
    const kind = (v: any) => (types.isProxy(v) ? "proxy " : "") + (typeof v === "function" ? "function" : Array.isArray(v) ? "array" : types.isNativeError(v) ? "error" : types.isDate(v) ? "date" : types.isRegExp(v) ? "regexp" : types.isMap(v) ? "map" : types.isSet(v) ? "set" : types.isPromise(v) ? "promise" : types.isAnyArrayBuffer(v) ? "buffer" : ArrayBuffer.isView(v) ? "view" : types.isBoxedPrimitive(v) ? "box" : types.isGeneratorObject(v) ? "generator" : types.isWeakMap(v) ? "weakmap" : types.isArgumentsObject(v) ? "arguments" : "object") + "{";
    const content = (v: any): string[] => {
      const parts: string[] = [];
      const proto = Object.getPrototypeOf(v);
      parts.push("proto " + show(proto), Object.isExtensible(v) ? "" : Object.isFrozen(v) ? "frozen" : Object.isSealed(v) ? "sealed" : "closed");
      if (typeof v === "function") parts.push(types.isProxy(v) ? "" : JSON.stringify(Function.prototype.toString.call(v)));
      if (types.isDate(v)) parts.push(String(Date.prototype.getTime.call(v)));
      if (types.isRegExp(v)) parts.push(RegExp.prototype.toString.call(v));
      if (types.isBoxedPrimitive(v)) parts.push(show(v.valueOf()));
      if (types.isMap(v)) Map.prototype.forEach.call(v, (x: any, k: any) => parts.push(show(k) + "=>" + show(x)));
      if (types.isSet(v)) Set.prototype.forEach.call(v, (x: any) => parts.push("has " + show(x)));
      if (types.isAnyArrayBuffer(v)) parts.push(types.isSharedArrayBuffer(v) ? "shared" : "", v.byteLength + ":" + Buffer.from(v as any).toString("base64"));
      const isPooled = Buffer.isBuffer(v) && v.buffer.byteLength > 4000;
      if (ArrayBuffer.isView(v)) parts.push(isPooled ? (v as any).toString("hex") : [v.byteOffset, v.byteLength, show(v.buffer)].join("/"));
      for (const k of Reflect.ownKeys(v)) {
        if (types.isTypedArray(v) && typeof k === "string" && /^\d+$/.test(k)) continue;
        const d = Object.getOwnPropertyDescriptor(v, k)!;
        const flags = (d.writable ? "w" : "") + (d.enumerable ? "e" : "") + (d.configurable ? "c" : "");
        parts.push((typeof k === "symbol" ? "[" + show(k) + "]" : JSON.stringify(k)) + ":" + flags + " " + ("value" in d ? show(k === "stack" && types.isNativeError(v) && typeof d.value === "string" ? oldFrames(d.value) : d.value) : "get " + show(d.get) + " set " + show(d.set) + " gives " + attempt(() => Reflect.get(v, k))));
      }
      return parts;
    };
    const attempt = (f: () => any): string => { try { return show(f()); } catch (e: any) { return thrown(e); } };
    return show(root);
  };
})();
const tried = async (f: () => any): Promise<any> => { try { const v = f(); return require("util").types.isPromise(v) ? await Promise.race([v, new Promise(r => setImmediate(r, "pending"))]) : v; } catch (e: any) { return thrown(e); } };
`;
