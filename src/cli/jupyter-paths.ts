import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";

/** What the rules for Jupyter's folders depend on. */
export interface Host {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** This machine, as this process sees it. */
export function thisHost(): Host {
  return { platform: process.platform, env: process.env, home: homedir() };
}

/** The user's own data folder. Same rules as `jupyter_data_dir()` of Python's jupyter_core. */
export function userDataDir(host: Host): string {
  const { platform, env, home } = host;
  const path = pathsOf(platform);
  if (env["JUPYTER_DATA_DIR"]) return env["JUPYTER_DATA_DIR"];
  if (usesPlatformDirs(env)) return platformDataDir(host);
  if (platform === "darwin") return path.join(home, "Library", "Jupyter");
  if (platform === "win32") {
    return env["APPDATA"]
      ? path.join(env["APPDATA"], "jupyter")
      : path.join(env["JUPYTER_CONFIG_DIR"] || path.join(home, ".jupyter"), "data");
  }
  return path.join(env["XDG_DATA_HOME"] || path.join(home, ".local", "share"), "jupyter");
}

/** The data folder below an installation prefix, such as that of a virtual environment. */
export function prefixDataDir(prefix: string): string {
  return pathsOf(process.platform).join(prefix, "share", "jupyter");
}

/** Every folder in which Jupyter may look for kernels; which comes first depends on the environment. */
export function searchedDataDirs(host: Host, sysPrefix: string | undefined): readonly string[] {
  const { delimiter } = pathsOf(host.platform);
  const listed = (host.env["JUPYTER_PATH"] ?? "").split(delimiter).filter(Boolean);
  const environment = sysPrefix === undefined ? [] : [prefixDataDir(sysPrefix)];
  const system = host.platform === "win32" ? [] : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  return [...new Set([...listed, userDataDir(host), ...environment, ...system])];
}

/** The prefix of the Python on PATH, which is that of an active virtual or conda environment; undefined without Python. */
export function pythonPrefix(): string | undefined {
  for (const python of ["python3", "python"]) {
    const { status, stdout } = spawnSync(python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8", timeout: 10_000 });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

function platformDataDir({ platform, env, home }: Host): string {
  const path = pathsOf(platform);
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Jupyter");
  if (platform === "win32") return path.join(env["LOCALAPPDATA"] || path.join(home, "AppData", "Local"), "Jupyter");
  return path.join(env["XDG_DATA_HOME"] || path.join(home, ".local", "share"), "jupyter");
}

function usesPlatformDirs(env: Host["env"]): boolean {
  const value = env["JUPYTER_PLATFORM_DIRS"];
  return value !== undefined && !["no", "n", "false", "off", "0", "0.0"].includes(value.toLowerCase());
}

function pathsOf(platform: NodeJS.Platform): typeof posix {
  return platform === "win32" ? win32 : posix;
}
