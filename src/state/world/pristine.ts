import { builtinModules } from "node:module";
import { surveyBuiltIns } from "./built-ins";
import { type NodesFunctions, nodesFunctions } from "./process-start";
import { type Settings, readSettings } from "./settings";
import type { Signature } from "./signature";

/** What a process has in which no notebook has run, for a process in which one has: what differs from it is the notebook's doing. */
export interface Pristine {
  readonly builtIns: Signature;
  /** Of all core modules, loaded or not. */
  readonly settings: Settings;
  readonly process: NodesFunctions;
}

/** Describes this process, which is to be new, as JSON. Loads every core module that can be looked into. */
export function writePristine(): string {
  const process = nodesFunctions();
  const builtIns = surveyBuiltIns();
  // Some modules change a global when they are loaded.
  const globals = builtIns.signature();
  builtIns.addLazyGlobals();
  for (const name of builtinModules) builtIns.addModule(name);
  const signature = new Map([...builtIns.signature(), ...globals]);
  return JSON.stringify({ builtIns: [...signature], settings: readSettings(), process });
}

/** What {@link writePristine} wrote. Throws where it did not. */
export function readPristine(json: string): Pristine {
  const { builtIns, ...rest } = JSON.parse(json) as Pristine & { readonly builtIns: readonly (readonly [string, string])[] };
  return { ...rest, builtIns: new Map(builtIns) };
}
