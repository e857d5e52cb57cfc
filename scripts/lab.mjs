// npm run lab: opens JupyterLab from the set-up's own .venv, with our kernels in it. Nothing is written outside the repository.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { main, run } from "./lib/process.mjs";
import { root, scratch, setUp } from "./lib/project.mjs";
import { environment, setUpPython } from "./lib/python.mjs";

main(async () => {
  await setUp();
  const missing = await setUpPython();
  if (missing) throw new Error(`JupyterLab cannot be set up: ${missing}.`);
  const args = [
    "lab",
    "--ip=127.0.0.1",
    "--MultiKernelManager.default_kernel_name=tslab-magics",
    `--ServerApp.root_dir=${path.join(root, "notebooks")}`,
    ...process.argv.slice(2),
  ];
  // Jupyter asks for a confirmation on Ctrl-C; as root it starts only when told that this is meant.
  if (process.getuid?.() === 0) args.push("--allow-root");
  return run(environment.jupyter, args, { cwd: root, env: { ...process.env, ...ownFolders() } });
});

function ownFolders() {
  const home = path.join(scratch, "jupyter");
  mkdirSync(home, { recursive: true });
  const folder = (name) => path.join(home, name);
  return {
    JUPYTER_CONFIG_DIR: folder("config"),
    JUPYTER_DATA_DIR: folder("data"),
    JUPYTER_RUNTIME_DIR: folder("runtime"),
    JUPYTERLAB_SETTINGS_DIR: folder("settings"),
    JUPYTERLAB_WORKSPACES_DIR: folder("workspaces"),
    IPYTHONDIR: folder("ipython"),
  };
}
