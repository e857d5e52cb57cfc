import * as path from "node:path";
import { pathToFileURL } from "node:url";

/** Folders whose functions are ours: this package and tslab, which stand below every cell on the stack. */
const OWN_FOLDERS = [path.resolve(__dirname, ".."), path.dirname(require.resolve("tslab/package.json"))];

const OWN_PREFIXES = OWN_FOLDERS.flatMap((folder) => [folder + path.sep, `${pathToFileURL(folder).href}/`]);

/** Whether a script, by its path or its address, is of this package or of tslab. */
export function isOwnCode(script: string): boolean {
  return OWN_PREFIXES.some((prefix) => script.startsWith(prefix));
}
