import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join, relative, sep } from "node:path";
import { kernelFlags } from "../kernel/flags";
import { binScript, packageRoot, packageVersion } from "./package-root";
import { UsageError } from "./usage-error";

/** The two kernels: one process serves both languages, by a flag. */
export const kernels = [
  { name: "tslab-magics", displayName: "TypeScript (tslab-magics)", language: "typescript", logo: "logo-typescript.svg", args: [] },
  { name: "jslab-magics", displayName: "JavaScript (tslab-magics)", language: "javascript", logo: "logo-javascript.svg", args: ["--js"] },
] as const;

export type Kernel = (typeof kernels)[number];

/** The kernels that tslab's own `tslab install` writes. */
export const stockKernels = [{ name: "tslab" }, { name: "jslab" }] as const;

const marker = "tslab-magics";
const specFile = "kernel.json";
const logoFile = "logo-svg.svg";

/** A kernel.json; only `argv` is mandatory when it is read back. */
export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name?: string;
  readonly language?: string;
  readonly interrupt_mode?: "signal" | "message";
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The command that starts a kernel; Jupyter, or who else starts it, replaces `{connection_file}`. */
export function kernelArgv(kernel: Kernel, platform: NodeJS.Platform = process.platform): readonly string[] {
  return [process.execPath, ...kernelFlags(platform), binScript, "kernel", "--connection-file", "{connection_file}", ...kernel.args];
}

/** The content of a kernel.json. */
export function kernelSpec(kernel: Kernel, platform: NodeJS.Platform = process.platform): KernelSpec {
  return {
    argv: kernelArgv(kernel, platform),
    display_name: kernel.displayName,
    language: kernel.language,
    interrupt_mode: platform === "win32" ? "message" : "signal",
    metadata: { debugger: false, [marker]: { version: packageVersion() } },
  };
}

/** Writes a kernel's folder below a data folder and returns its path. A kernel of the same name that is not ours is left alone, with an error. */
export function writeKernel(kernel: Kernel, dataDir: string): string {
  const folder = kernelFolder(kernel, dataDir);
  if (existsSync(folder) && !isOurs(folder)) {
    throw new UsageError(`${folder} holds a kernel that tslab-magics did not put there. Remove it or choose another place with --prefix.`);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, specFile), `${JSON.stringify(kernelSpec(kernel), undefined, 2)}\n`);
  copyFileSync(join(packageRoot, "assets", kernel.logo), join(folder, logoFile));
  return folder;
}

/** Removes a kernel that {@link writeKernel} wrote. Returns its folder, or undefined when there is none of ours. */
export function removeKernel(kernel: Kernel, dataDir: string): string | undefined {
  const folder = kernelFolder(kernel, dataDir);
  if (!isOurs(folder)) return undefined;
  rmSync(join(folder, specFile));
  rmSync(join(folder, logoFile), { force: true });
  try {
    rmdirSync(folder);
  } catch (error) {
    // A file that somebody else put beside ours stays, and so does the folder.
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
  return folder;
}

/** The kernel.json of a kernel below a data folder; undefined when there is none that can be read. */
export function readKernel(kernel: { readonly name: string }, dataDir: string): KernelSpec | undefined {
  return readSpec(kernelFolder(kernel, dataDir));
}

/** Files that a kernel.json names and that are gone. */
export function missingFiles(spec: KernelSpec): readonly string[] {
  return spec.argv.filter((argument) => isAbsolute(argument) && !existsSync(argument));
}

/**
 * Why a kernelspec in `dataDir` would soon point to nothing: the package or Node lies where things are cleaned away. Undefined when it is safe,
 * also when the kernelspec lies in the same temporary folder and goes with them.
 */
export function danglingReason(
  dataDir: string,
  parts: readonly string[] = [packageRoot, process.execPath],
  temporary: string = realpathSync(tmpdir()),
): string | undefined {
  const cached = parts.find((part) => part.split(sep).some((name) => name === "_npx" || name === "dlx" || name.startsWith("dlx-")));
  if (cached !== undefined) return `${cached} lies in the cache of npx or dlx, which is cleaned away`;
  if (isBelow(dataDir, temporary)) return undefined;
  const fleeting = parts.find((part) => isBelow(part, temporary));
  return fleeting === undefined ? undefined : `${fleeting} lies in a temporary folder, which is cleaned away`;
}

function kernelFolder(kernel: { readonly name: string }, dataDir: string): string {
  return join(dataDir, "kernels", kernel.name);
}

function isOurs(folder: string): boolean {
  return readSpec(folder)?.metadata?.[marker] !== undefined;
}

function readSpec(folder: string): KernelSpec | undefined {
  try {
    const spec = JSON.parse(readFileSync(join(folder, specFile), "utf8")) as Partial<KernelSpec> | null;
    return Array.isArray(spec?.argv) ? (spec as KernelSpec) : undefined;
  } catch {
    return undefined;
  }
}

function isBelow(file: string, folder: string): boolean {
  const way = relative(folder, file);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
