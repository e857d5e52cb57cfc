import { types } from "node:util";
import { Describer, type Description } from "../../src/state/graph/describe";
import type { LoadedModule, Surroundings } from "../../src/state/graph/surroundings";
import { Inspector } from "../../src/state/live/inspector";
import { type Natives, withNatives } from "../../src/state/live/natives";
import { type Rebuilt, rebuild } from "../../src/state/rebuild/rebuild";
import { type BuiltIns, surveyBuiltIns } from "../../src/state/world/built-ins";

let builtIns: BuiltIns | undefined;

/** The built-ins of this process, surveyed at the first call. */
export function builtInsHere(): BuiltIns {
  return (builtIns ??= surveyBuiltIns());
}

/** A description of some named values and all that they reach, with nothing around them but what every process has. */
export function describeGraph(
  roots: Readonly<Record<string, unknown>>,
  modules: ReadonlyMap<string, LoadedModule> = new Map(),
): Description {
  return withTools((inspector, natives) => {
    const describer = new Describer({ inspector, natives, surroundings: bareSurroundings(modules) });
    for (const [name, value] of Object.entries(roots)) describer.addRoot(name, value);
    return describer.end();
  });
}

/** Brings a description to life in this process, with memory of its own. `alter` may spoil what was made, before it is verified. */
export function rebuildGraph(
  description: Description,
  alter: (roots: readonly unknown[], rebuilt: Rebuilt) => void = () => undefined,
): unknown[] {
  return withTools((inspector, natives) => {
    const places = {
      builtIn: builtInAt,
      host: (name: string): never => fail(`there is no host ${name}`),
      isBuiltIn: (value: object) => builtInsHere().pathOf(value) !== undefined,
    };
    const rebuilt = rebuild(structuredClone(description), { inspector, natives, places, modules: new Map() });
    alter(rebuilt.roots, rebuilt);
    rebuilt.verify();
    return [...rebuilt.roots];
  });
}

function withTools<Result>(use: (inspector: Inspector, natives: Natives) => Result): Result {
  const inspector = new Inspector();
  try {
    return withNatives((natives) => use(inspector, natives));
  } finally {
    inspector.close();
  }
}

function bareSurroundings(modules: ReadonlyMap<string, LoadedModule>): Surroundings {
  return {
    builtIns: builtInsHere(),
    placeOf: (value) => {
      if (types.isProxy(value)) return undefined;
      const name = builtInsHere().pathOf(value);
      return name === undefined ? undefined : { kind: "built-in", name };
    },
    moduleAt: (url) => modules.get(url),
    moduleThatExports: () => undefined,
    moduleOfNamespace: () => undefined,
    exports: {},
    variables: {},
    require: () => undefined,
    arraysInheritNoElements: true,
  };
}

function builtInAt(path: string): object | symbol {
  return builtInsHere().at(path) ?? fail(`there is no ${path}`);
}

function fail(what: string): never {
  throw new Error(what);
}
