import { isDeepStrictEqual } from "node:util";
import { StateError } from "../state-error";
import { isLoaded } from "./core-modules";
import type { Json } from "./json";
import { type Setting, settingsTable } from "./settings-table";

/** Process settings by their names, as JSON. */
export type Settings = Readonly<Record<string, Json>>;

/**
 * The settings of this process. Those of a core module are read only if the process has loaded it, and left out where they are what `start`
 * says, so that a child need not load a module for a setting that nobody has touched.
 */
export function readSettings(start?: Settings): Settings {
  const settings: Record<string, Json> = {};
  for (const setting of settingsTable) {
    if (setting.module !== undefined && !isLoaded(setting.module)) continue;
    const value = setting.read();
    if (setting.module !== undefined && start !== undefined && isDeepStrictEqual(value, start[setting.name])) continue;
    if (value !== undefined) settings[setting.name] = value;
  }
  return settings;
}

/** Makes this process have the settings, and says which it changed. Throws a StateError for one that only a process itself can have. */
export function applySettings(settings: Settings): readonly string[] {
  const applied: string[] = [];
  // One may follow from another that was applied before it.
  for (const setting of settingsTable) {
    if (!differs(setting, settings)) continue;
    apply(setting, settings[setting.name]!);
    applied.push(setting.name);
  }
  const left = differences(settings);
  if (left.length > 0) throw new StateError(left.join(" "));
  return applied;
}

/** A sentence for each setting that this process does not have so. */
export function differences(settings: Settings): readonly string[] {
  const unknown = Object.keys(settings).filter((name) => !settingsTable.some((setting) => setting.name === name));
  return [
    ...differing(settings).map(
      ({ name, read }) => `${name} is ${text(settings[name])} in the notebook and ${text(read())} in the new process.`,
    ),
    ...unknown.map((name) => `${name} is a setting that this version does not know.`),
  ];
}

function differing(settings: Settings): readonly Setting[] {
  return settingsTable.filter((setting) => differs(setting, settings));
}

function differs({ name, read }: Setting, settings: Settings): boolean {
  return Object.hasOwn(settings, name) && !isDeepStrictEqual(read(), settings[name]);
}

function apply({ name, apply: set, refusal }: Setting, value: Json): void {
  if (set === undefined)
    throw new StateError(`${name} is ${text(value)} in the notebook: ${refusal ?? "a new process cannot be given it"}`);
  try {
    set(value);
  } catch (error) {
    throw new StateError(`${name} is ${text(value)} in the notebook, and a new process could not be given it: ${String(error)}`, {
      cause: error,
    });
  }
}

/** Values of the environment may be secrets: only their names are shown. */
function text(value: Json | undefined): string {
  if (value === undefined) return "unset";
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return `{${Object.keys(value).slice(0, 5).join(", ")}, …}`;
  return JSON.stringify(value);
}
