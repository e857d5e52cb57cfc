import { builtinModules } from "node:module";
import { type Reference, surveyBuiltIns } from "./built-ins";
import { type NodesFunctions, nodesFunctions } from "./process-start";
import { type Settings, readSettings } from "./settings";

/** What a process has in which no notebook has run, for a process in which one has: what differs from it is the notebook's doing. */
export interface Pristine {
  readonly builtIns: Reference;
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
  return JSON.stringify({
    signature: [...signature],
    marks: [...builtIns.marks()],
    settings: readSettings(),
    process,
  } satisfies PristineText);
}

/** What {@link writePristine} wrote. Throws where it did not. */
export function readPristine(json: string): Pristine {
  const { signature, marks, ...rest } = JSON.parse(json) as PristineText;
  return { ...rest, builtIns: { signature: new Map(signature), marks: new Map(marks) } };
}

type Pairs = readonly (readonly [string, string])[];

interface PristineText extends Omit<Pristine, "builtIns"> {
  readonly signature: Pairs;
  readonly marks: Pairs;
}
