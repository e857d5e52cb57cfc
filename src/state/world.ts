import { isOpenFile, openDescriptors } from "./world/descriptors";
import { globalLexicalNames } from "./live/global-lexicals";
import { StateError } from "./state-error";
import type { Digest } from "./world/digest";
import { type BuiltIns, surveyBuiltIns } from "./world/built-ins";
import {
  type KernelsFunctions,
  type ProcessStart,
  listenersAddedSince,
  listenersRemovedSince,
  processBefore,
  streamFunctionsReplacedSince,
  watchProcess,
} from "./world/process-start";
import { lazyGlobals, readGlobal } from "./world/lazy-globals";
import type { Pristine } from "./world/pristine";
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
  /** To a property of Node's whose getter and setter keep the value: a global that is loaded when it is first read. */
  | readonly ["assigned", holder: object, key: string | symbol, value: unknown]
  | readonly ["removed", holder: object, key: string | symbol]
  | readonly ["listener", event: string | symbol, listener: unknown, once: boolean];

/** The part of the world that a job says in JSON. */
export interface WorldMeta {
  readonly digest: Digest;
  readonly settings: Settings;
}

/** How a {@link World} knows what the notebook has not changed, in a process in which the notebook has already run. */
export interface WorldBefore {
  /** What a process has in which no notebook has run. */
  readonly pristine: Pristine;
  /** What the kernel has put into its process besides. */
  readonly kernels: KernelsFunctions;
}

/**
 * What a process has besides the notebook's own objects, and how the notebook has changed it since. To be made before the notebook runs; where it
 * has already run, with what such a process had before.
 */
export class World {
  readonly builtIns: BuiltIns;
  /** Core modules that the notebook has loaded are pristine when they are first seen, as far as this process can know; the child compares them. */
  readonly #known: Signature;
  readonly #settings: Settings;
  readonly #process: () => ProcessStart;
  readonly #isKernels: (fn: object) => boolean;
  readonly #descriptors: ReadonlySet<number>;
  readonly #lexicals: ReadonlySet<string>;

  constructor(before?: WorldBefore) {
    this.builtIns = surveyBuiltIns(before && { reference: before.pristine.builtIns });
    // Which of them were read or replaced cannot be seen from outside, later.
    this.builtIns.addLazyGlobals();
    if (!before) this.builtIns.addLoadedModules();
    this.#known = before?.pristine.builtIns.signature ?? this.builtIns.signature();
    this.#settings = before?.pristine.settings ?? readSettings();
    const start = before ? undefined : watchProcess();
    this.#process = () => start ?? processBefore(before!.pristine.process, before!.kernels);
    this.#isKernels = before?.kernels.isOwn ?? (() => false);
    this.#descriptors = before ? new Set() : openDescriptors();
    this.#lexicals = new Set(before ? [] : globalLexicalNames());
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
    for (const name of globalLexicalNames()) {
      if (!this.#lexicals.has(name))
        throw new StateError(
          `${name} is a variable that a script has declared for all code of the notebook's process, which a new process cannot be told`,
        );
    }
    return [...this.#propertiesChanged(), ...this.#listenersAdded()];
  }

  /** What the child compares, of the built-ins that a graph refers to by their paths. */
  forJob(paths: readonly string[]): WorldMeta {
    const regions = new Set(["globals"]);
    for (const path of paths) regions.add(this.builtIns.regionOf(path) ?? "globals");
    return { digest: this.builtIns.digest(regions), settings: readSettings(this.#settings) };
  }

  #propertiesChanged(): readonly WorldChange[] {
    return this.builtIns.changesSince(this.#known).flatMap((change): WorldChange[] => {
      if (!("key" in change))
        throw new StateError(`${change.path} was changed in the notebook (${change.kind}), which a new process cannot be told`);
      const { holder, key, path, step } = change;
      const name = `${path === "globalThis" ? "" : path}${step}`.replace(/^\./, "");
      if (change.kind === "removed") return [{ name, value: ["removed", holder, key] }];
      if (this.#isOfKernel(holder, key)) return [];
      this.#refuseAmbiguous(name, holder, key);
      if (holder === globalThis && isLazyGlobal(key)) return [{ name, value: ["assigned", holder, key, readGlobal(key)] }];
      return [{ name, value: ["property", holder, key, propertyOf(holder, key)] }];
    });
  }

  #refuseAmbiguous(name: string, holder: object, key: string | symbol): void {
    const property = Reflect.getOwnPropertyDescriptor(holder, key);
    for (const fn of [property?.value as unknown, property?.get, property?.set])
      if (typeof fn === "function" && this.builtIns.pathOf(fn) !== undefined && this.builtIns.isAmbiguous(fn))
        throw new StateError(`${name} was replaced by another function of Node's own, and which one cannot be known`);
  }

  #isOfKernel(holder: object, key: string | symbol): boolean {
    const value: unknown = Reflect.getOwnPropertyDescriptor(holder, key)?.value;
    return typeof value === "function" && this.#isKernels(value);
  }

  #listenersAdded(): readonly WorldChange[] {
    const start = this.#process();
    for (const name of streamFunctionsReplacedSince(start))
      throw new StateError(`${name} was replaced in the notebook, which a new process cannot be told`);
    for (const event of listenersRemovedSince(start))
      throw new StateError(`A listener of process for ${String(event)} was removed, which a new process cannot be told`);
    return listenersAddedSince(start).map(({ event, listener, once }): WorldChange => ({
      name: `process.on(${JSON.stringify(String(event))})`,
      value: ["listener", event, listener, once],
    }));
  }
}

/** A new process, before the notebook's state comes into it. */
export class NewWorld {
  readonly builtIns: BuiltIns = surveyBuiltIns();
  /** What it was when nobody's code had run in it. */
  readonly #untouched: Digest = this.builtIns.digest();

  /** Gives this process the notebook's settings. Says which were others. */
  applySettings({ settings }: WorldMeta): readonly string[] {
    return applySettings(settings);
  }

  /** Makes a change that the notebook has made. */
  apply(value: unknown): void {
    const change = value as WorldChangeValue;
    switch (change[0]) {
      case "property":
        Object.defineProperty(change[1], change[2], withoutPrototype(change[3]));
        return;
      case "assigned":
        Reflect.set(change[1], change[2], change[3]);
        return;
      case "removed":
        Reflect.deleteProperty(change[1], change[2]);
        return;
      case "listener":
        process[change[3] ? "once" : "on"](change[1] as string, change[2] as () => void);
        return;
    }
  }

  /**
   * Throws {@link StateError} where this process has something else than the notebook's. As long as no code of the notebook or of a package has
   * run in it, it is what it was, and not looked at again, which takes 15 ms.
   */
  verify({ digest }: WorldMeta, hasRunCode: boolean): void {
    const isUntouched = !hasRunCode && Object.entries(digest).every(([region, theirs]) => this.#untouched[region] === theirs);
    const [first] = isUntouched ? [] : this.builtIns.differences(digest);
    if (first !== undefined) throw new StateError(`${first.path} is not the same in the notebook and in a new process: ${first.why}`);
  }
}

/** Whether it is still Node's own getter that gives it. */
function isLazyGlobal(key: string | symbol): key is string {
  const property = Reflect.getOwnPropertyDescriptor(globalThis, key);
  return typeof key === "string" && lazyGlobals.has(key) && property?.get !== undefined && readGlobal(key) !== undefined;
}

function propertyOf(holder: object, key: string | symbol): object {
  const descriptor = Reflect.getOwnPropertyDescriptor(holder, key);
  return Object.assign(Object.create(null) as object, descriptor);
}

function withoutPrototype(descriptor: object): PropertyDescriptor {
  return { ...descriptor };
}
