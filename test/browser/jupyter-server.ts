import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const START_LIMIT_MS = 60_000;
const END_LIMIT_MS = 15_000;

/** What a person would choose in JupyterLab's menus. */
const SETTINGS = {
  "apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
  // All cells stand in the page, also those that are scrolled away.
  "notebook-extension/tracker": { windowingMode: "none" },
};

/** A JupyterLab server of the tests' own: every folder that it reads or writes goes with it. */
export class JupyterServer {
  readonly token = randomUUID();
  readonly #home = mkdtempSync(join(tmpdir(), "tslab-magics-lab-"));
  /** Where its notebooks are. */
  readonly notebooks = this.#folder("notebooks");
  /** Where kernels are installed for it alone, as `--prefix`. */
  readonly prefix = this.#folder("prefix");
  #url = "";
  #process: ChildProcess | undefined;
  #lastWords = "";

  /** Starts the JupyterLab of a Python's environment; resolves when it answers. */
  async start(python: string): Promise<void> {
    for (const [name, settings] of Object.entries(SETTINGS)) this.#writeSettings(name, settings);
    const port = await freePort();
    this.#url = `http://127.0.0.1:${port}`;
    const child = spawn(python, ["-m", "jupyterlab", ...this.#options(port)], {
      cwd: this.#home,
      env: this.#environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    child.on("error", (error) => this.#note(error.message));
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => this.#note(text));
    await this.#answers();
  }

  /** The address at which a browser finds a notebook, with no tab of an earlier visit. */
  page(notebook: string): string {
    return `${this.#url}/lab/tree/${encodeURIComponent(notebook)}?reset&token=${this.token}`;
  }

  /** Ends the server and with it the kernels that it started, and removes its folders. */
  async end(): Promise<void> {
    const child = this.#process;
    try {
      if (child?.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      if (await Promise.race([ended, pause(END_LIMIT_MS, undefined, { ref: false })])) return;
      child.kill("SIGKILL");
      await ended;
      throw new Error(`JupyterLab did not end within ${END_LIMIT_MS / 1000} s of SIGTERM. Its last words:\n${this.#lastWords}`);
    } finally {
      rmSync(this.#home, { recursive: true, force: true });
    }
  }

  #options(port: number): string[] {
    const options = [
      "--no-browser",
      "--ip=127.0.0.1",
      `--port=${port}`,
      "--ServerApp.port_retries=0",
      `--ServerApp.root_dir=${this.notebooks}`,
      // Lets a test run commands by their names, where a click or a key may come too early.
      "--LabApp.expose_app_in_browser=True",
    ];
    // As root it starts only when told that this is meant.
    return process.getuid?.() === 0 ? [...options, "--allow-root"] : options;
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      JUPYTER_TOKEN: this.token,
      JUPYTER_PATH: join(this.prefix, "share", "jupyter"),
      JUPYTER_CONFIG_DIR: this.#folder("config"),
      JUPYTER_DATA_DIR: this.#folder("data"),
      JUPYTER_RUNTIME_DIR: this.#folder("runtime"),
      JUPYTERLAB_SETTINGS_DIR: this.#folder("settings"),
      JUPYTERLAB_WORKSPACES_DIR: this.#folder("workspaces"),
      IPYTHONDIR: this.#folder("ipython"),
    };
  }

  #folder(name: string): string {
    const folder = join(this.#home, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  #writeSettings(plugin: string, settings: object): void {
    const file = join(this.#folder("settings"), "@jupyterlab", `${plugin}.jupyterlab-settings`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(settings));
  }

  async #answers(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await this.#isUp())) {
      const { exitCode, signalCode } = this.#process!;
      const hasEnded = exitCode !== null || signalCode !== null;
      if (hasEnded || Date.now() > deadline) throw new Error(`JupyterLab did not start. Its last words:\n${this.#lastWords}`);
      await pause(200);
    }
  }

  async #isUp(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.#url}/api/status`, {
        headers: { authorization: `token ${this.token}` },
        signal: AbortSignal.timeout(2_000),
      });
      return answer.ok;
    } catch {
      return false;
    }
  }

  #note(text: string): void {
    this.#lastWords = (this.#lastWords + text).slice(-4_000);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port on 127.0.0.1.");
  return address.port;
}
