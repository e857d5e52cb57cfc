import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this package, with package.json, bin and assets. */
export const packageRoot = folderWith(join("bin", "tslab-magics.js"), __dirname);

/** The script behind the command `tslab-magics`. */
export const binScript = join(packageRoot, "bin", "tslab-magics.js");

/** This package's version. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { readonly version: string };
  return version;
}

function folderWith(file: string, folder: string): string {
  return existsSync(join(folder, file)) || folder === dirname(folder) ? folder : folderWith(file, dirname(folder));
}
