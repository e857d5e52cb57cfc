import { readFileSync } from "node:fs";
import Module from "node:module";
import { dirname } from "node:path";
import type { DisplayContent } from "../model/child";
import type { Displaying } from "./enter-child";

type Write = (content: DisplayContent, update: boolean) => void;
type ResolveFilename = (request: string, ...rest: readonly unknown[]) => string;
interface Loading {
  require(id: string): unknown;
  _compile(code: string, file: string): void;
}

const PUBLIC_FILE = require.resolve("tslab");

/**
 * Makes `require("tslab")` of this process give tslab's public module, run as it is but without the compiler and the server that it loads in a
 * kernel: of the one it takes a version, of the other the function that shows something. As in a kernel, it is the tslab beside this package.
 */
export function provideLightTslab(): Displaying {
  const jupyter: { lastWriteDisplayData: Write | null } = { lastWriteDisplayData: null };
  const stand: Readonly<Record<string, unknown>> = {
    "./jupyter": jupyter,
    "@tslab/typescript-for-tslab": { version: versionOf("@tslab/typescript-for-tslab/package.json") },
  };
  require.cache[PUBLIC_FILE] = loadPublic(stand);
  resolveTslabHere();
  return { onDisplay: (write) => (jupyter.lastWriteDisplayData = write) };
}

function loadPublic(stand: Readonly<Record<string, unknown>>): NodeJS.Module {
  const loaded = new Module(PUBLIC_FILE);
  loaded.filename = PUBLIC_FILE;
  loaded.paths = require.resolve.paths(dirname(PUBLIC_FILE)) ?? [];
  const loading = loaded as unknown as Loading;
  const load = loading.require.bind(loaded);
  loading.require = (id) => stand[id] ?? load(id);
  loading._compile(readFileSync(PUBLIC_FILE, "utf8"), PUBLIC_FILE);
  Reflect.deleteProperty(loading, "require");
  loaded.loaded = true;
  return loaded;
}

/** tslab's executor gives every cell and every local module this tslab, whatever the notebook's folder has. */
function resolveTslabHere(): void {
  const loader = Module.Module as unknown as { _resolveFilename: ResolveFilename };
  const resolve = loader._resolveFilename;
  loader._resolveFilename = (request, ...rest) => (request === "tslab" ? PUBLIC_FILE : resolve(request, ...rest));
}

function versionOf(packageFile: string): string {
  return (JSON.parse(readFileSync(require.resolve(packageFile), "utf8")) as { version: string }).version;
}
