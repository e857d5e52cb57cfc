import process from "node:process";
import { types } from "node:util";
import { intact } from "./intact";
/** `process.stdout` and `process.stderr`: behind getters that make the stream when it is first asked for. */
const standardStreams = { "process.stdout": 1, "process.stderr": 2 } as const;

type StandardStream = keyof typeof standardStreams;

/** Whether it is the path of one of them. */
export function isStandardStream(path: string): path is StandardStream {
  return intact.hasOwn(standardStreams, path);
}

/** The stream itself, which makes it. */
export function standardStream(path: StandardStream): object {
  return path === "process.stdout" ? process.stdout : process.stderr;
}

/** The path of one of the two streams; undefined for anything else. Makes none. */
export function standardStreamPath(value: object | symbol): StandardStream | undefined {
  // A proxy is none, and its handler is not to run. Node marks the streams that it makes for them.
  if (types.isProxy(value) || typeof value !== "object" || intact.getOwnPropertyDescriptor(value, "_isStdio")?.value !== true)
    return undefined;
  const fd: unknown = intact.getOwnPropertyDescriptor(value, "fd")?.value;
  const path = fd === 1 ? "process.stdout" : fd === 2 ? "process.stderr" : undefined;
  return path !== undefined && standardStream(path) === value ? path : undefined;
}
