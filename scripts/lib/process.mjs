import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a program to its end with this terminal as its own; resolves to its exit code, or 128 + the signal that ended it.
 * Ctrl-C reaches the program by itself (it is in the same process group); here it only must not end us first.
 */
export function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: "inherit", ...options });
  const ignore = () => {};
  const forward = () => child.kill("SIGTERM");
  process.on("SIGINT", ignore);
  process.on("SIGTERM", forward);
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.once("close", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  }).finally(() => {
    process.off("SIGINT", ignore);
    process.off("SIGTERM", forward);
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
