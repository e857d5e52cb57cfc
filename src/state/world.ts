import { readdirSync, readlinkSync } from "node:fs";
import { StateError } from "./state-error";
import type { Digest } from "./world/digest";
import { type BuiltIns, surveyBuiltIns } from "./world/built-ins";
import {
  type ProcessStart,
  listenersAddedSince,
  listenersRemovedSince,
  streamFunctionsReplacedSince,
  watchProcess,
} from "./world/process-start";
import { type Settings, applySettings, readSettings } from "./world/settings";
import type { Signature } from "./world/signature";

/** A change of what every process has, as a value of the graph. */
export interface WorldChange {
  /** As a user would name it, such as `Array.prototype.last`. */
  readonly name: string;
  readonly value: WorldChangeValue;
}

type WorldChangeValue =
  | readonly ["property", holder: object, key: string | symbol, descriptor: object]
  | readonly ["removed", holder: object, key: string | symbol]
  | readonly ["listener", event: string | symbol, listener: unknown, once: boolean];

/** The part of the world that a job says in JSON. */
export interface WorldMeta {
  readonly digest: Digest;
  readonly settings: Settings;
}

/** What a process has besides the notebook's own objects, and how the notebook has changed it since. To be made before the notebook runs. */
export class World {
  readonly builtIns: BuiltIns = surveyBuiltIns();
  readonly #start: Signature;
  readonly #settings: Settings = readSettings();
  readonly #descriptors = openDescriptors();
  readonly #process: ProcessStart = watchProcess();
  /** Core modules that the notebook has loaded are pristine when they are first seen, as far as this process can know; the child compares them. */
  #known: Signature;

  constructor() {
    this.#start = this.builtIns.signature();
    this.#known = this.#start;
  }

  /** Whether a number is the descriptor of a file that the notebook has opened. Only known on Linux. */
  isDescriptor(value: number): boolean {
    return Number.isSafeInteger(value) && value > 2 && !this.#descriptors.has(value) && isOpenFile(value);
  }

  /** Surveys what was loaded since. */
  look(): void {
    this.builtIns.addLoadedModules();
  }

  /** What the notebook has changed. Throws {@link StateError} for what another process cannot be told. */
  changes(): readonly WorldChange[] {
    const properties = this.builtIns.changesSince(this.#known).map((change): WorldChange => {
      if (!("key" in change))
        throw new StateError(`${change.path} was changed in the notebook (${change.kind}), which a new process cannot be told`);
      const { holder, key, path, step } = change;
      const name = `${path === "globalThis" ? "" : path}${step}`.replace(/^\./, "");
      if (change.kind === "removed") return { name, value: ["removed", holder, key] };
      return { name, value: ["property", holder, key, propertyOf(holder, key)] };
    });
    for (const name of streamFunctionsReplacedSince(this.#process))
      throw new StateError(`${name} was replaced in the notebook, which a new process cannot be told`);
    for (const event of listenersRemovedSince(this.#process))
      throw new StateError(`A listener of process for ${String(event)} was removed, which a new process cannot be told`);
    const listeners = listenersAddedSince(this.#process).map(({ event, listener, once }): WorldChange => ({
      name: `process.on(${JSON.stringify(String(event))})`,
      value: ["listener", event, listener, once],
    }));
    return [...properties, ...listeners];
  }

  /** What the child compares, of the built-ins that a graph refers to by their paths. */
  forJob(paths: readonly string[]): WorldMeta {
    const regions = new Set(["globals"]);
    for (const path of paths) regions.add(this.builtIns.regionOf(path) ?? "globals");
    return { digest: this.builtIns.digest(regions), settings: readSettings(this.#settings) };
  }
}

/** A new process, before the notebook's state comes into it. */
export class NewWorld {
  readonly builtIns: BuiltIns = surveyBuiltIns();

  constructor() {
    // Ten times faster the second time, which is when a notebook waits for it.
    this.builtIns.digest();
  }

  /** Gives this process the notebook's settings. Says which were others. */
  applySettings({ settings }: WorldMeta): readonly string[] {
    return applySettings(settings);
  }

  /** Makes a change that the notebook has made. */
  apply(value: unknown): void {
    const change = value as WorldChangeValue;
    switch (change[0]) {
      case "property":
        return void Object.defineProperty(change[1], change[2], withoutPrototype(change[3]));
      case "removed":
        return void Reflect.deleteProperty(change[1], change[2]);
      case "listener":
        process[change[3] ? "once" : "on"](change[1] as string, change[2] as () => void);
        return;
    }
  }

  /** Throws {@link StateError} where this process has something else than the notebook's. */
  verify({ digest }: WorldMeta): void {
    const [first] = this.builtIns.differences(digest);
    if (first !== undefined) throw new StateError(`${first.path} is not the same in the notebook and in a new process: ${first.why}`);
  }
}

/** Numbers of this process's open files, as Linux lists them. */
function openDescriptors(): ReadonlySet<number> {
  try {
    // The listing itself has one, which is closed by now.
    return new Set(readdirSync("/proc/self/fd").map(Number).filter(isOpen));
  } catch {
    return new Set();
  }
}

function isOpen(descriptor: number): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`) !== "";
  } catch {
    return false;
  }
}

/** Not a socket, a pipe, or a file of the system's own. */
function isOpenFile(descriptor: number): boolean {
  try {
    return /^\/(?!proc\/|dev\/|memfd:)/.test(readlinkSync(`/proc/self/fd/${descriptor}`));
  } catch {
    return false;
  }
}

function propertyOf(holder: object, key: string | symbol): object {
  const descriptor = Reflect.getOwnPropertyDescriptor(holder, key);
  return Object.assign(Object.create(null) as object, descriptor);
}

function withoutPrototype(descriptor: object): PropertyDescriptor {
  return { ...descriptor };
}
