import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { availableParallelism, homedir } from "node:os";
import { dirname, posix, win32 } from "node:path";
import type { EngineName, Instrument } from "../model/result";

const VERSION = 1;

/** What a calibration holds for: another Node, engine, system or set of flags has errors of its own. */
export type Calibrated = Pick<Instrument, "node" | "os" | "flags" | "transparentHugePages">;

/** How far exact peaks may be off, in bytes, by what they were measured with. */
export type Calibrations = Readonly<Record<string, number>>;

/** What the rules for the user's cache folder depend on. */
export interface CacheHost {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** The file that keeps calibrations, in the user's cache folder. */
export function calibrationFile(
  { platform, env, home }: CacheHost = { platform: process.platform, env: process.env, home: homedir() },
): string {
  const path = platform === "win32" ? win32 : posix;
  return path.join(cacheFolder(path, { platform, env, home }), "tslab-magics", "calibration.json");
}

function cacheFolder(path: typeof posix, { platform, env, home }: CacheHost): string {
  if (platform === "win32") return env["LOCALAPPDATA"] || path.join(home, "AppData", "Local");
  const folder = env["XDG_CACHE_HOME"];
  // The specification says that a relative path is to be ignored.
  if (folder && path.isAbsolute(folder)) return folder;
  return platform === "darwin" ? path.join(home, "Library", "Caches") : path.join(home, ".cache");
}

/** Under which name a calibration is kept. */
export function calibrationKey(engine: EngineName, { node, os, flags, transparentHugePages = "" }: Calibrated): string {
  return JSON.stringify([engine, node, os, flags, transparentHugePages, availableParallelism()]);
}

/** What is kept; nothing where there is no such file, where it is broken, or somebody else's. */
export function readCalibrations(file: string): Calibrations {
  const content = readOwn(file);
  return isContent(content) ? content.toleranceBytes : {};
}

/** Keeps a calibration beside those of other engines and versions, in a file that nobody else may read. Throws where the folder cannot be written. */
export function keepCalibration(file: string, key: string, toleranceBytes: number): void {
  const content: Content = { version: VERSION, toleranceBytes: { ...readCalibrations(file), [key]: toleranceBytes } };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${String(process.pid)}`;
  writeFileSync(temporary, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

// Read now: a kernel reads it at its start, before any code of the notebook can have changed the environment.
const known = readCalibrations(calibrationFile());

/** How far an exact peak may be off; undefined where that was not measured. */
export function toleranceOf(engine: EngineName, calibrated: Calibrated, calibrations: Calibrations = known): number | undefined {
  const key = calibrationKey(engine, calibrated);
  return Object.hasOwn(calibrations, key) ? calibrations[key] : undefined;
}

interface Content {
  readonly version: typeof VERSION;
  readonly toleranceBytes: Calibrations;
}

function readOwn(file: string): unknown {
  try {
    const found = lstatSync(file);
    const isOwn = found.isFile() && (process.getuid === undefined || found.uid === process.getuid());
    return isOwn ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  } catch {
    // No calibration is what most machines have: why there is none matters to nobody.
    return undefined;
  }
}

function isContent(value: unknown): value is Content {
  if (typeof value !== "object" || value === null) return false;
  const { version, toleranceBytes } = value as Partial<Record<string, unknown>>;
  if (version !== VERSION || typeof toleranceBytes !== "object" || toleranceBytes === null) return false;
  return Object.values(toleranceBytes).every((bytes) => Number.isSafeInteger(bytes) && Number(bytes) >= 0);
}
