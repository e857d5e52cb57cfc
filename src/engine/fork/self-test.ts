import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Outcome } from "../../model/outcome";
import type { RunRequest } from "../../model/task";
import { EngineError } from "../engine";
import type { ForkEngine } from "./fork-engine";
import { watchForStuck } from "./stuck";

const OBJECT_COUNT = 100_000;

/**
 * Tries the engine out before anybody relies on it: a child allocates, collects garbage, awaits a file and a timer, and answers.
 * Rejects with an {@link EngineError} that says what went wrong.
 */
export async function selfTest(engine: ForkEngine): Promise<void> {
  const outcomes: Outcome[] = [];
  let output = "";
  const child = await engine.start(request, {
    onEvent: (event) => {
      if (event.type === "measured") outcomes.push(event.measurement.outcome);
    },
    onRawOutput: (_name, text) => (output += text),
  });
  const stopWatching = watchForStuck(child.pid, () => child.kill("SIGKILL"));
  const exit = await child.exited;
  stopWatching();
  if (outcomes[0]?.kind === "completed") return;
  const seen = JSON.stringify({ outcome: outcomes[0] ?? "no answer", exit, output });
  throw new EngineError(
    `Measuring in a fork does not work here: a copy of the kernel failed its self-test (${seen}). Restart the kernel, and see what "tslab-magics doctor" says if that does not help.`,
  );
}

const request: RunRequest = { task: { kind: "memit" }, program: { kind: "function", body: exercise }, limits: {} };

async function exercise(): Promise<void> {
  const objects = Array.from({ length: OBJECT_COUNT }, (_, index) => ({ index, text: `${index}` }));
  globalThis.gc?.();
  const source = await readFile(__filename, "utf8");
  await delay(1);
  if (objects.length !== OBJECT_COUNT || source.length === 0) throw new Error("a child lost its memory");
}
