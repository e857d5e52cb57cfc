import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { tslabMagics } from "../cli/command";

const MAIN = resolve(__dirname, "../../src/cli/main.js");

/** Far beyond what a notebook takes on a slow machine, for nothing to hang for ever. */
const LIMIT_MS = 280_000;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Empty folders outside of the repository, and ways to run a notebook in them. All of it goes with {@link remove}. */
export class FrontEnds {
  readonly #home = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));
  /** Where notebooks put their temporary files. */
  readonly temporary = this.folder("tmp");
  readonly #python: string;
  readonly #environment: NodeJS.ProcessEnv;

  /** Installs our kernels for a Python's Jupyter, for these runs alone. */
  constructor(python: string) {
    this.#python = python;
    const prefix = this.folder("prefix");
    const { status, stderr } = tslabMagics(["install", "--prefix", prefix]);
    if (status !== 0) throw new Error(`tslab-magics install failed:\n${stderr}`);
    this.#environment = {
      ...process.env,
      TMPDIR: this.temporary,
      JUPYTER_PATH: join(prefix, "share", "jupyter"),
      JUPYTER_CONFIG_DIR: this.folder("config"),
      JUPYTER_DATA_DIR: this.folder("data"),
      JUPYTER_RUNTIME_DIR: this.folder("runtime"),
      IPYTHONDIR: this.folder("ipython"),
    };
  }

  folder(name: string): string {
    const folder = join(this.#home, name);
    mkdirSync(folder);
    return folder;
  }

  /** `tslab-magics run`, started elsewhere than where the notebook is. */
  run(...args: readonly string[]): Promise<Finished> {
    return finish(process.execPath, [MAIN, "run", ...args], this.#home, this.#environment);
  }

  /** A Python that has Jupyter. */
  python(...args: readonly string[]): Promise<Finished> {
    return finish(this.#python, args, this.#home, this.#environment);
  }

  /** Fails unless Jupyter's own library finds a notebook valid. */
  async validate(notebook: string): Promise<void> {
    const program = "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT))";
    const { code, stderr } = await this.python("-c", program, notebook);
    if (code !== 0) throw new Error(`nbformat does not find ${notebook} valid:\n${stderr}`);
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** Writes a notebook of such code cells. */
export function writeNotebook(file: string, ...sources: readonly string[]): void {
  const kernelspec = { name: "tslab-magics", display_name: "TypeScript (tslab-magics)", language: "typescript" };
  const cells = sources.map((source, index) => ({
    cell_type: "code",
    id: `cell-${index}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  }));
  writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }));
}

async function finish(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Finished> {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: LIMIT_MS });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  if (child.signalCode !== null) throw new Error(`${command} ${args.join(" ")} was ended by ${child.signalCode}:\n${stdout}${stderr}`);
  return { code: child.exitCode, stdout, stderr };
}
