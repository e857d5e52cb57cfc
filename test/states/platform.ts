import type { State } from "./state";

/** Objects of Node and of the web platform, with and without a handle of the system behind them. */
export const platformStates: readonly State[] = [
  {
    name: "an abort signal that was aborted with a reason",
    cells: ["const ac1 = new AbortController(); ac1.abort(new Error('enough')); const timeoutSignal = AbortSignal.abort('at once');"],
    cell: "console.log(ac1.signal.aborted, ac1.signal.reason.message, timeoutSignal.reason); try { ac1.signal.throwIfAborted(); } catch (e: any) { console.log(e.message); }",
  },
  {
    name: "an event target with listeners",
    cells: [
      "const et2 = new EventTarget(); const heard2: string[] = []; et2.addEventListener('x', () => heard2.push('a')); et2.addEventListener('x', { handleEvent() { heard2.push('b'); } } as any, { once: true });",
      "et2.dispatchEvent(new Event('x'));",
    ],
    cell: "et2.dispatchEvent(new Event('x')); console.log(heard2.join());",
  },
  {
    name: "a class of EventEmitter, with once and symbols",
    cells: [
      "import { EventEmitter as EE3 } from 'events'; class Bus extends EE3 { sent = 0; send(v: any) { this.sent++; return this.emit('msg', v); } }\nconst bus = new Bus(); const msgs3: any[] = []; bus.on('msg', v => msgs3.push(v)); bus.once('msg', v => msgs3.push('once ' + v)); bus.setMaxListeners(3); const sym3 = Symbol('s'); bus.on(sym3, () => msgs3.push('sym'));",
      "bus.send(1);",
    ],
    cell: "bus.send(2); bus.emit(sym3); console.log(msgs3.join(), bus.sent, bus.listenerCount('msg'), bus.getMaxListeners(), bus.eventNames().length);",
  },
  {
    name: "URLs and their parameters, changed",
    cells: [
      "const url4 = new URL('https://user:pw@example.org:8080/a/b?x=1#h'); url4.searchParams.append('y', 'ä'); url4.pathname = '/c'; const params4 = new URLSearchParams([['k', 'v'], ['k', 'w']]);",
      "params4.delete('k', 'v');",
    ],
    cell: "url4.searchParams.set('x', '2'); params4.append('z', '1'); console.log(url4.href, params4.toString(), url4.searchParams.get('y'), url4 instanceof URL);",
  },
  {
    name: "objects of Intl",
    cells: [
      "const fmt5 = new Intl.DateTimeFormat('de', { dateStyle: 'long', timeZone: 'UTC' }), coll5 = new Intl.Collator('sv'), plural5 = new Intl.PluralRules('en', { type: 'ordinal' }), list5 = new Intl.ListFormat('en'), seg5 = new (Intl as any).Segmenter('en', { granularity: 'word' }), rel5 = new Intl.RelativeTimeFormat('en'); const fmtOf5 = fmt5.format;",
    ],
    cell: "console.log(fmt5.format(0), ['z', 'ä'].sort(coll5.compare).join(), plural5.select(2), list5.format(['a', 'b']), [...seg5.segment('a b')].length, rel5.format(-1, 'day'), fmtOf5(0), fmt5.format === fmtOf5);",
  },
  {
    name: "text coders that are as new",
    cells: [
      "const enc6a = new TextEncoder(), dec6a = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }), bound6a = dec6a.decode.bind(dec6a); dec6a.decode(enc6a.encode('é'));",
    ],
    cell: "console.log(enc6a.encode('é').join(), dec6a.encoding, dec6a.fatal, dec6a.ignoreBOM, bound6a(new Uint8Array([0xef, 0xbb, 0xbf, 0xc3, 0xa9])).length, Reflect.ownKeys(dec6a).length);",
  },
  {
    name: "a text coder with a property of its own",
    cells: ["const dec6c = Object.assign(new TextDecoder(), { uses: 3 });"],
    cell: "console.log(dec6c.uses, dec6c.decode(new Uint8Array([65])));",
    native: true,
  },
  {
    name: "text coders, one in the middle of a character",
    cells: [
      "const enc6 = new TextEncoder(), dec6 = new TextDecoder('utf-8', { fatal: true }), dec6b = new TextDecoder('utf-16le'); dec6b.decode(new Uint8Array([0x61, 0, 0x62]), { stream: true });",
    ],
    cell: "console.log(enc6.encode('é').join(), dec6.encoding, dec6.fatal, dec6b.decode(new Uint8Array([0])));",
    native: true,
  },
  {
    name: "a string decoder in the middle of a character",
    cells: ["import { StringDecoder } from 'string_decoder'; const sd7 = new StringDecoder('utf8'); sd7.write(Buffer.from([0xe2, 0x82]));"],
    cell: "console.log(sd7.write(Buffer.from([0xac])), sd7.end() === '');",
  },
  {
    name: "a Blob and a File",
    cells: ["const blob8 = new Blob(['text of ', new Uint8Array([98, 108])], { type: 'text/plain' });"],
    cell: "console.log(blob8.size, blob8.type, await blob8.text(), await blob8.slice(5).text());",
    native: true,
  },
  {
    name: "Headers, a Request and a Response",
    cells: [
      "const headers9: any = new Headers({ a: '1' }); headers9.append('A', '2'); const response9: any = new Response('body', { status: 201, headers: headers9 });",
    ],
    cell: "console.log(headers9.get('a'), response9.status, response9.headers.get('a'), await response9.clone().text());",
    lasting: true,
  },
  {
    name: "a message channel",
    cells: ["const channel10 = new MessageChannel(); channel10.port1.unref(); channel10.port2.unref();"],
    cell: "console.log(typeof channel10.port1.postMessage, channel10.port1 === channel10.port2);",
    native: true,
  },
  {
    name: "a worker",
    cells: [
      "import { Worker } from 'worker_threads'; const worker11 = new Worker('setInterval(() => {}, 1000)', { eval: true }); worker11.unref(); await new Promise(r => worker11.once('online', r));",
    ],
    cell: "console.log(typeof worker11.threadId, worker11.listenerCount('online'));",
    undo: "await worker11.terminate();",
    native: true,
  },
  {
    name: "timers, running and cleared",
    cells: [
      "const later12 = setTimeout(() => {}, 86_400_000); later12.unref(); const gone12 = setInterval(() => {}, 1000); clearInterval(gone12); let ran12 = 0; await new Promise<void>(r => setImmediate(() => { ran12++; r(); }));",
    ],
    cell: "console.log(ran12, later12.hasRef(), (gone12 as any)._destroyed ?? 'no such field');",
    undo: "clearTimeout(later12);",
    native: true,
  },
  {
    name: "an AsyncLocalStorage with a store",
    cells: [
      "import { AsyncLocalStorage } from 'async_hooks'; const als13 = new AsyncLocalStorage<any>(); const inside13 = als13.run({ id: 7 }, () => (AsyncLocalStorage as any).bind(() => als13.getStore()));",
    ],
    cell: "console.log(als13.getStore(), inside13()?.id, als13.run(1, () => als13.getStore()));",
  },
  {
    name: "a readable stream in the middle",
    cells: [
      "import { Readable } from 'stream'; const readable14 = Readable.from(['a', 'b', 'c']); const it14 = readable14[Symbol.asyncIterator](); await it14.next();",
    ],
    cell: "console.log((await it14.next()).value, readable14.readableObjectMode);",
  },
  {
    name: "a stream that writes to a file",
    cells: [
      "import { createWriteStream, mkdtempSync as mk15, rmSync as rm15 } from 'fs'; import { tmpdir as tmp15 } from 'os'; const dir15 = mk15(tmp15() + '/tslab-magics-test-'); const out15 = createWriteStream(dir15 + '/log'); await new Promise(r => out15.write('first\\n', r));",
    ],
    cell: "console.log(out15.bytesWritten, out15.writable, typeof out15.path);",
    undo: "await new Promise(r => out15.end(r)); rm15(dir15, { recursive: true });",
    native: true,
  },
  {
    name: "an open file of fs.promises",
    cells: ["import { promises as fsp16 } from 'fs'; const handle16 = await fsp16.open(process.execPath, 'r');"],
    cell: "console.log(typeof handle16.fd, (await handle16.stat()).isFile());",
    undo: "await handle16.close();",
    native: true,
  },
  {
    name: "a server and a socket connected to it",
    cells: [
      "import * as net17 from 'net'; const server17 = net17.createServer(s => { s.unref(); s.pipe(s); }); await new Promise<void>(r => server17.listen(0, '127.0.0.1', r)); server17.unref(); const socket17 = net17.connect((server17.address() as any).port, '127.0.0.1'); await new Promise(r => socket17.once('connect', r)); socket17.unref();",
    ],
    cell: "console.log(server17 instanceof net17.Server, typeof socket17.destroy, socket17.readyState);",
    undo: "socket17.destroy(); server17.close();",
    native: true,
  },
  {
    name: "an open socket that the cell does not mention",
    cells: [
      "import * as net18 from 'net'; const server18 = net18.createServer(); await new Promise<void>(r => server18.listen(0, '127.0.0.1', r)); server18.unref(); const idle18 = net18.connect((server18.address() as any).port, '127.0.0.1'); await new Promise(r => idle18.once('connect', r)); idle18.unref(); const mine18 = [1, 2, 3];",
    ],
    cell: "mine18.push(4); console.log(mine18.join());",
    undo: "idle18.destroy(); server18.close();",
  },
  {
    name: "things that cannot be carried, which the cell does not mention",
    cells: [
      "const unused19 = new (require('worker_threads').Worker)('setInterval(() => {}, 1000)', { eval: true }); unused19.unref(); function* endless19() { let i = 0; for (;;) yield i++; }\nconst half19 = endless19(); half19.next(); const big19 = new Float64Array(2_000_000).fill(1); const never19 = new Promise(() => {}); const small19 = { n: 1 };",
      "import { Worker as Worker19 } from 'worker_threads';",
    ],
    cell: "small19.n++; console.log(small19.n);",
    undo: "await unused19.terminate();",
  },
  {
    name: "a handle of a database",
    cells: [
      "class Database20 { #socket: any; #cache = new Map<string, any>(); rows = 0; constructor(socket: any) { this.#socket = socket; } get open() { return !this.#socket.destroyed; } query(sql: string) { this.#cache.set(sql, ++this.rows); return this.#cache.size; } close() { this.#socket.destroy(); } }\nimport * as net20 from 'net'; const server20 = net20.createServer(); await new Promise<void>(r => server20.listen(0, '127.0.0.1', r)); server20.unref(); const raw20 = net20.connect((server20.address() as any).port, '127.0.0.1'); await new Promise(r => raw20.once('connect', r)); raw20.unref(); const db20 = new Database20(raw20);",
      "db20.query('select 1');",
    ],
    cell: "console.log(db20.query('select 2'), db20.open);",
    undo: "db20.close(); server20.close();",
    native: true,
  },
  {
    name: "a database in memory, where Node has one",
    cells: [
      "const sqlite21: any = (process as any).getBuiltinModule?.('node:sqlite'); const db21 = sqlite21 ? new sqlite21.DatabaseSync(':memory:') : { exec() {}, prepare: () => ({ get: () => ({ n: 2 }) }) }; db21.exec('create table t(n); insert into t values (2)');",
    ],
    cell: "console.log(db21.prepare('select n from t').get().n);",
    native: true,
  },
  {
    name: "memory of WebAssembly, and a table",
    cells: [
      "const wasm22 = (globalThis as any).WebAssembly; const memory22 = new wasm22.Memory({ initial: 1, maximum: 3 }); new Uint8Array(memory22.buffer)[5] = 42; memory22.grow(1);",
    ],
    cell: "console.log(memory22.buffer.byteLength, new Uint8Array(memory22.buffer)[5], memory22 instanceof wasm22.Memory);",
    native: true,
  },
  {
    name: "a hash in the middle, and a secret key",
    cells: [
      "import { createHash, createSecretKey, createHmac } from 'crypto'; const hash23 = createHash('sha256'); hash23.update('half'); const key23 = createSecretKey(Buffer.from('secret'));",
    ],
    cell: "console.log(hash23.copy().update('rest').digest('hex').slice(0, 12), key23.symmetricKeySize, createHmac('sha1', key23).update('m').digest('hex').slice(0, 8));",
    native: true,
  },
  {
    name: "an instance of zlib in the middle",
    cells: [
      "import * as zlib24 from 'zlib'; const gzip24 = zlib24.createGzip(); gzip24.write('abc'); const packed24 = zlib24.gzipSync('packed');",
    ],
    cell: "console.log(typeof gzip24.bytesWritten, zlib24.gunzipSync(packed24).toString());",
    native: true,
  },
  {
    name: "facts about files, as fs gave them",
    cells: [
      "import { statSync as stat25, readdirSync as dir25, realpathSync as real25 } from 'fs'; const stats25 = stat25('/'); const entries25 = dir25('/', { withFileTypes: true }).filter(e => e.name === 'tmp');",
    ],
    cell: "console.log(stats25.isDirectory(), stats25.mtimeMs === +stats25.mtime, entries25.map(e => e.isDirectory() + e.name).join(), typeof real25);",
  },
  {
    name: "a function of another context",
    cells: [
      "import * as vm26 from 'vm'; const context26: any = vm26.createContext({ n: 1 }); const foreign26 = vm26.runInContext('globalThis.inc = () => ++n; [1, 2]', context26);",
    ],
    cell: "console.log(context26.inc(), foreign26 instanceof Array, foreign26.length, Array.isArray(foreign26));",
    native: true,
  },
  {
    name: "a compiled script, a histogram, a channel of diagnostics",
    cells: [
      "import * as vm27 from 'vm'; const script27 = new vm27.Script('6 * 7'); import { createHistogram } from 'perf_hooks'; const histogram27 = createHistogram(); histogram27.record(5);",
    ],
    cell: "console.log(script27.runInThisContext(), histogram27.max);",
    native: true,
  },
  {
    name: "a require of one's own, and promisified functions",
    cells: [
      "import { createRequire } from 'module'; import { promisify, inherits } from 'util'; const req28 = createRequire(process.cwd() + '/x.js'); const wait28 = promisify(setTimeout); const read28 = promisify((x: number, cb: any) => cb(null, x * 2));",
    ],
    cell: "await wait28(1); console.log(req28('path').sep, await (read28 as any)(4), typeof inherits);",
  },
  {
    name: "globals of the process as values",
    cells: [
      "const g29 = globalThis, proc29 = process, con29 = console, math29 = Math, env29 = process.env, perf29 = performance, cry29 = crypto; const pool29: any = { g29, math29 };",
    ],
    cell: "con29.log(g29 === globalThis, proc29 === process, math29.max(1, 2), env29 === process.env, typeof perf29.now(), typeof cry29.subtle, pool29.g29.Array === Array);",
  },
  {
    name: "streams of the web platform",
    cells: [
      "const rs30 = new ReadableStream({ start(c) { c.enqueue('a'); c.enqueue('b'); c.close(); } }); const reader30 = rs30.getReader(); await reader30.read();",
    ],
    cell: "console.log((await reader30.read()).value, rs30.locked);",
    native: true,
  },
];
