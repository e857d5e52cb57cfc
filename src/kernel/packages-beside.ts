import * as fs from "node:fs";
import * as Module from "node:module";
import * as path from "node:path";

const PACKAGE_NAME = "tslab-magics";
const PACKAGE_FOLDER = path.resolve(__dirname, "../../..");

/** `node_modules` folders that a package standing where ours stands would search, nearest first. */
const FOLDERS = Module.createRequire(path.join(PACKAGE_FOLDER, "package.json")).resolve.paths("package") ?? [];

const found = new Map<string, string | undefined>([[PACKAGE_NAME, PACKAGE_FOLDER]]);

/**
 * The folder of a package that is installed beside this kernel: what a notebook falls back to when neither its own folder nor a parent has
 * the package. This kernel's own package is one of them. TypeScript asks for the same names again and again, so each is looked up once.
 */
export function findPackageBeside(name: string): string | undefined {
  if (!found.has(name))
    found.set(
      name,
      FOLDERS.map((folder) => path.join(folder, name)).find((folder) => fs.existsSync(folder)),
    );
  return found.get(name);
}

type ResolveFilename = (request: string, parent: unknown, isMain?: boolean, options?: { paths?: readonly string[] }) => string;

/** Gives `require` the same fallback: a package that cannot be found from where it is required is looked for beside this kernel. */
export function installPackageFallback(): void {
  const loader = Module.Module as unknown as { _resolveFilename: ResolveFilename };
  const resolve = loader._resolveFilename;
  loader._resolveFilename = (request, parent, isMain, options) => {
    if (request === PACKAGE_NAME) return require.resolve("../index");
    try {
      return resolve(request, parent, isMain, options);
    } catch (error) {
      if (!isPackage(request) || (error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND" || options !== undefined) throw error;
      return resolveBeside(resolve, request) ?? raise(error);
    }
  };
}

function resolveBeside(resolve: ResolveFilename, request: string): string | undefined {
  try {
    return resolve(request, null, false, { paths: [PACKAGE_FOLDER] });
  } catch {
    // The first error names the place where the user's program looked; this one would name ours.
    return undefined;
  }
}

function raise(error: unknown): never {
  throw error;
}

function isPackage(request: string): boolean {
  return !/^(?:\.{0,2}\/|#|node:|file:)/.test(request) && !path.isAbsolute(request);
}
