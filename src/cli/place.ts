import { type Command, Option } from "commander";
import { resolve } from "node:path";
import { prefixDataDir, pythonPrefix, thisHost, userDataDir } from "./jupyter-paths";
import { UsageError } from "./usage-error";

/** Where kernels are installed, as typed. */
export interface PlaceOptions {
  readonly user?: true;
  readonly sysPrefix?: true;
  readonly prefix?: string;
}

/** Adds the options that say where; at most one of them may be given. */
export function addPlaceOptions(command: Command): Command {
  return command
    .addOption(new Option("--user", "in the user's Jupyter folder (the default)").conflicts(["sysPrefix", "prefix"]))
    .addOption(new Option("--sys-prefix", "in the active Python environment").conflicts(["user", "prefix"]))
    .addOption(new Option("--prefix <dir>", "in DIR/share/jupyter").conflicts(["user", "sysPrefix"]));
}

/** The data folder that the options name. */
export function dataDirOf({ sysPrefix, prefix }: PlaceOptions): string {
  if (prefix !== undefined) return prefixDataDir(resolve(prefix));
  return sysPrefix ? prefixDataDir(activePrefix()) : userDataDir(thisHost());
}

function activePrefix(): string {
  const found = pythonPrefix();
  if (found === undefined)
    throw new UsageError("--sys-prefix needs Python on PATH, and there is none. Name the folder with --prefix DIR instead.");
  return found;
}
