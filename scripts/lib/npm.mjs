import { mustRun } from "./process.mjs";

/** Runs npm: the one that started us, or the one on PATH. */
export function npm(args, options) {
  const started = process.env.npm_execpath;
  const [command, ...first] = started ? [process.execPath, started] : ["npm"];
  return mustRun(`npm ${args[0]}`, command, [...first, ...args, "--no-audit", "--no-fund"], options);
}
