/**
 * Objects that belong to the kernel or to a child itself, and that a notebook's state may refer to: what cells import from `tslab` and from this
 * package. They are not carried; each process has its own under the same names. Of what is loaded in this process; `tslabFile` is the main
 * file of the tslab that cells import here.
 */
export function hostObjects(tslabFile = OWN_TSLAB): ReadonlyMap<string, object> {
  const hosts = new Map<string, object>();
  for (const [name, file] of [
    ["tslab", tslabFile],
    ["tslab-magics", OWN_INDEX],
  ] as const) {
    const exports: unknown = require.cache[file]?.exports;
    if (typeof exports !== "object" || exports === null) continue;
    hosts.set(`package ${name}`, exports);
    for (const key of Object.keys(exports)) add(hosts, `${name}.${key}`, Reflect.getOwnPropertyDescriptor(exports, key)?.value);
  }
  return hosts;
}

/** One of them by its name, in a child, which loads this package only if it is asked for. */
export function hostAt(name: string): object | undefined {
  if (/^(?:package )?tslab-magics(?:\.|$)/.test(name)) require(OWN_INDEX);
  return hostObjects().get(name);
}

/** Their names, by object. */
export function namesOfHosts(tslabFile?: string): ReadonlyMap<unknown, string> {
  return new Map([...hostObjects(tslabFile)].map(([name, object]) => [object, name]));
}

const OWN_TSLAB = require.resolve("tslab");
const OWN_INDEX = require.resolve("../index");

/** With what the object inherits, so that another display of the notebook's has its prototype. */
function add(hosts: Map<string, object>, name: string, value: unknown): void {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return;
  hosts.set(name, value);
  const prototype = Reflect.getPrototypeOf(value);
  if (typeof value === "object" && prototype !== null && prototype !== Object.prototype) add(hosts, `${name}.[[Prototype]]`, prototype);
}
