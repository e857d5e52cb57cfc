import process from "node:process";
import { EventEmitter } from "node:events";
import { inspect } from "node:util";
import { type Json, fromJson, toJson } from "./json";

// An import would be a copy of an accessor.
const buffer = require("node:buffer") as { INSPECT_MAX_BYTES: number };

/** A setting of a process that no object of the language shows as a plain property. */
export interface Setting {
  readonly name: string;
  /** The core module that it belongs to, if Node does not always load it. */
  readonly module?: "crypto" | "dns" | "http" | "https" | "net" | "os";
  /** Undefined where this system or this Node has no such setting. */
  read(): Json | undefined;
  /** Absent where a process cannot be given it. */
  readonly apply?: (value: Json) => void;
  /** Why not. */
  readonly refusal?: string;
}

/** One row for each setting, in the order in which they are applied. */
export const settingsTable: readonly Setting[] = [
  { name: "process.env", read: () => ({ ...process.env }) as Json, apply: setEnvironment },
  {
    // Follows process.env.TZ.
    name: "time zone",
    read: timeZoneOffsets,
    refusal: "it does not follow from process.env.TZ",
  },
  { name: "process.cwd()", read: () => process.cwd(), apply: (value) => process.chdir(value as string) },
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way to read it, and nothing else runs meanwhile
  { name: "process.umask()", read: () => process.umask(), apply: (value) => void process.umask(value as number) },
  { name: "process.title", read: () => process.title, apply: (value) => void (process.title = value as string) },
  { name: "process.argv", read: () => [...process.argv], apply: (value) => refill(process.argv, value) },
  { name: "process.execArgv", read: () => [...process.execArgv], apply: (value) => refill(process.execArgv, value) },
  { name: "process.argv0", read: () => process.argv0, apply: setArgv0 },
  plain(
    "process.exitCode",
    () => process.exitCode,
    (value) => void (process.exitCode = value),
  ),
  {
    name: "process.sourceMapsEnabled",
    read: () => (process as { readonly sourceMapsEnabled?: boolean }).sourceMapsEnabled,
    apply: (value) => process.setSourceMapsEnabled(value as boolean),
  },
  {
    name: "process.hasUncaughtExceptionCaptureCallback()",
    read: () => process.hasUncaughtExceptionCaptureCallback(),
    refusal: "the function given to process.setUncaughtExceptionCaptureCallback cannot be read",
  },
  {
    name: "user and groups",
    read: userAndGroups,
    refusal: "a new process starts as the user who started the kernel",
  },
  plain(
    "EventEmitter.defaultMaxListeners",
    () => EventEmitter.defaultMaxListeners,
    (value) => void (EventEmitter.defaultMaxListeners = value),
  ),
  plain(
    "EventEmitter.captureRejections",
    () => EventEmitter.captureRejections,
    (value) => void (EventEmitter.captureRejections = value),
  ),
  {
    name: "util.inspect.defaultOptions",
    read: () => toJson({ ...inspect.defaultOptions }),
    apply: (value) => void (inspect.defaultOptions = fromJson(value) as typeof inspect.defaultOptions),
  },
  {
    name: "buffer.INSPECT_MAX_BYTES",
    read: () => buffer.INSPECT_MAX_BYTES,
    apply: (value) => void (buffer.INSPECT_MAX_BYTES = value as number),
  },
  {
    name: "os.getPriority()",
    module: "os",
    read: () => os().getPriority(),
    apply: (value) => os().setPriority(value as number),
  },
  {
    name: "dns.getServers()",
    module: "dns",
    read: () => dns().getServers(),
    apply: (value) => dns().setServers(value as string[]),
  },
  {
    name: "dns.getDefaultResultOrder()",
    module: "dns",
    read: () => dns().getDefaultResultOrder(),
    apply: (value) => dns().setDefaultResultOrder(value as "verbatim"),
  },
  {
    name: "net.getDefaultAutoSelectFamily()",
    module: "net",
    read: () => net().getDefaultAutoSelectFamily(),
    apply: (value) => net().setDefaultAutoSelectFamily(value as boolean),
  },
  {
    name: "net.getDefaultAutoSelectFamilyAttemptTimeout()",
    module: "net",
    read: () => net().getDefaultAutoSelectFamilyAttemptTimeout(),
    apply: (value) => net().setDefaultAutoSelectFamilyAttemptTimeout(value as number),
  },
  {
    name: "crypto.getFips()",
    module: "crypto",
    read: () => crypto().getFips(),
    apply: (value) => crypto().setFips(value === 1),
  },
  agent("http"),
  agent("https"),
];

/** A setting that is read and written as one value. */
function plain<Value>(name: string, read: () => Value, write: (value: Value) => void): Setting {
  return { name, read: () => toJson(read()), apply: (value) => write(fromJson(value) as Value) };
}

function setEnvironment(value: Json): void {
  const wanted = value as Readonly<Record<string, string>>;
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(wanted, name)) delete process.env[name];
  for (const [name, text] of Object.entries(wanted)) if (process.env[name] !== text) process.env[name] = text;
}

/** In minutes, in winter and in summer of some years. */
function timeZoneOffsets(): Json {
  return [0, 1990, 2020].flatMap((year) => [0, 6].map((month) => new Date(Date.UTC(year || 1970, month)).getTimezoneOffset()));
}

/** The array stays the same one. */
function refill(list: string[], value: Json): void {
  list.splice(0, list.length, ...(value as string[]));
}

function setArgv0(value: Json): void {
  Object.defineProperty(process, "argv0", { ...Reflect.getOwnPropertyDescriptor(process, "argv0"), value });
}

/** There are none on Windows. */
function userAndGroups(): Json | undefined {
  const { getuid, geteuid, getgid, getegid, getgroups } = process;
  if (!getuid || !geteuid || !getgid || !getegid || !getgroups) return undefined;
  return [getuid(), geteuid(), getgid(), getegid(), getgroups()];
}

/** The options of a global agent. Its open connections are nobody's state. */
function agent(name: "http" | "https"): Setting {
  const current = (): AgentFields => (require(`node:${name}`) as { readonly globalAgent: AgentFields }).globalAgent;
  return {
    name: `${name}.globalAgent`,
    module: name,
    read: () => readAgent(current()),
    apply: (value) => {
      const { options, ...fields } = fromJson(value) as AgentFields;
      for (const [key, option] of Object.entries(options))
        if (!isPrimitive(option)) throw new TypeError(`its option ${key} is a function or an object`);
      const now = current();
      Object.assign(now, fields);
      for (const key of Object.keys(now.options)) if (!Object.hasOwn(options, key)) delete now.options[key];
      Object.assign(now.options, options);
    },
  };
}

interface AgentFields {
  readonly options: Record<string, unknown>;
}

const agentFields = [
  "defaultPort",
  "protocol",
  "keepAlive",
  "keepAliveMsecs",
  "maxSockets",
  "maxFreeSockets",
  "maxTotalSockets",
  "scheduling",
];

/** A function or an object among the options, such as a certificate or a look-up, has no value that another process could be given. */
function readAgent(now: AgentFields): Json {
  const fields = Object.fromEntries(agentFields.map((field) => [field, toJson((now as unknown as Record<string, unknown>)[field])]));
  const options = Object.entries(now.options).map(([key, value]): [string, Json] => [
    key,
    isPrimitive(value) ? toJson(value) : { $object: typeof value },
  ]);
  return { ...fields, options: Object.fromEntries(options) };
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function");
}

function os(): typeof import("node:os") {
  return require("node:os") as typeof import("node:os");
}

function dns(): typeof import("node:dns") {
  return require("node:dns") as typeof import("node:dns");
}

function net(): typeof import("node:net") {
  return require("node:net") as typeof import("node:net");
}

function crypto(): typeof import("node:crypto") {
  return require("node:crypto") as typeof import("node:crypto");
}
