import { intact } from "./intact";
import { builtinModules } from "node:module";

/** Modules that print a warning, open something or change the process when they are loaded. Nothing needs a path into them. */
const unsafe: ReadonlySet<string> = new intact.Set([
  ...["domain", "punycode", "repl", "sys", "test", "wasi", "trace_events", "sqlite", "cluster"],
  // Their old names print warnings since Node 24 or stand for others.
  ...["_stream_wrap", "_stream_duplex", "_stream_passthrough", "_stream_readable", "_stream_transform", "_stream_writable"],
  ...["_tls_common", "_tls_wrap", "_http_agent", "_http_client", "_http_common", "_http_incoming", "_http_outgoing", "_http_server"],
]);

const names: ReadonlySet<string> = new intact.Set(builtinModules.filter((name) => !unsafe.has(name)));

/** The name of a core module without `node:`; undefined if there is no such module, or if none may look into it. */
export function coreModuleName(id: string): string | undefined {
  const name = id.replace(/^node:/, "");
  return names.has(name) ? name : undefined;
}

/** The core modules that code of this process has loaded, Node's own use of them included, in alphabetical order. */
export function loadedCoreModules(): readonly string[] {
  const prefix = "NativeModule ";
  const loaded = (process as unknown as { readonly moduleLoadList: readonly string[] }).moduleLoadList
    .filter((entry) => entry.startsWith(prefix))
    .flatMap((entry) => coreModuleName(entry.slice(prefix.length)) ?? []);
  return [...new intact.Set(loaded)].sort();
}

/** Modules that a loaded one gives access to by a getter, without their own names being loaded. */
export function companionsOf(name: string): readonly string[] {
  return ["fs", "stream", "timers", "dns", "readline"].includes(name) ? [`${name}/promises`] : [];
}

/** Whether a core module is loaded, so that asking it costs no memory. */
export function isLoaded(name: string): boolean {
  return (process as unknown as { readonly moduleLoadList: readonly string[] }).moduleLoadList.includes(`NativeModule ${name}`);
}

/** What `require` gives for a core module. */
export function loadCoreModule(name: string): unknown {
  return require(`node:${name}`);
}
