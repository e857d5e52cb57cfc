import { Module, createRequire } from "node:module";
import type { Inspector } from "./live/inspector";

/**
 * What Node gives to each file that it loads: the object that is its `module`, and its `require`. Both are found again by the file's name.
 */
export function moduleHostName(value: object | symbol, inspector: () => Inspector): string | undefined {
  if (value instanceof Module) return `module ${value.filename}`;
  if (typeof value !== "function" || !isRequire(value)) return undefined;
  const owner: unknown = inspector()
    .scopesOf(value)
    ?.map(({ variables }) => variables["mod"])
    .find((each) => each instanceof Module);
  return owner instanceof Module ? `require ${owner.filename}` : undefined;
}

/** Whether a name is one of {@link moduleHostName}. */
export function isModuleHost(name: string): boolean {
  return name.startsWith("module ") || name.startsWith("require ");
}

/** Whether a value of this process is what a name of {@link moduleHostName} stands for. */
export function isHostAt(name: string, value: object | symbol): boolean {
  if (name.startsWith("module ")) return value instanceof Module && name === `module ${value.filename}`;
  return name.startsWith("require ") && typeof value === "function" && isRequire(value);
}

/** What a name of {@link moduleHostName} stands for in this process; undefined for other names. */
export function moduleHostAt(name: string): object | undefined {
  const file = name.slice(name.indexOf(" ") + 1);
  if (name.startsWith("require ")) return createRequire(file);
  return name.startsWith("module ") ? require.cache[file] : undefined;
}

function isRequire(value: object): boolean {
  return Object.hasOwn(value, "resolve") && Object.hasOwn(value, "cache") && Object.hasOwn(value, "extensions");
}
