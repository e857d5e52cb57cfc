import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a program to its end with this terminal as its own; resolves to its exit code, or 128 + the signal that ended it.
 * Ctrl-C reaches the program by itself (it is in the same process group); SIGTERM is passed on. If it fails after one of them, so do we.
 */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: "inherit", ...options });
  let asked = false;
  const onInterrupt = () => (asked = true);
  const onTerminate = () => (asked = child.kill("SIGTERM"));
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate);
  try {
    const code = await exitOf(child);
    if (asked && code !== 0) process.exit(code);
    return code;
  } catch (error) {
    throw new Error(`${command} could not be started: ${error.message}`, { cause: error });
  } finally {
    process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate);
  }
}

function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** As {@link run}, and a non-zero exit code is an error that says what to do. */
export async function mustRun(what, command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) throw new Error(`${what} failed with exit code ${code}; its output above says why.`);
}

/** Runs a script's main function; an error is one plain line and exit code 1. */
export function main(script) {
  script().then(
    (code) => (process.exitCode = code ?? 0),
    (error) => {
      console.error(`\n${error.message}`);
      process.exitCode = 1;
    },
  );
}

/** A heading between the parts of a long output. */
export function section(title) {
  console.log(`\n── ${title} ${"─".repeat(Math.max(0, 76 - title.length))}`);
}
