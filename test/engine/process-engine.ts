import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { Child, ChildExit, ChildListener, Engine } from "../../src/engine/engine";
import type { ChildEvent } from "../../src/model/child";
import type { RunRequest } from "../../src/model/task";

/**
 * An engine for tests of what is around it: its child is any command, in a process group of its own. The child may send events as lines of
 * JSON to descriptor 3. Like any engine it says that the child has exited when all output is there, so a grandchild can keep it waiting.
 */
export class ProcessEngine implements Engine {
  readonly name = "fresh";
  readonly flags = ["--test"];
  readonly started: ChildProcess[] = [];
  readonly command: readonly [string, ...string[]];

  constructor(...command: readonly [string, ...string[]]) {
    this.command = command;
  }

  /** A child that runs JavaScript, in which `send(event)` tells the kernel. */
  static ofScript(script: string, ...flags: readonly string[]): ProcessEngine {
    const send = `const send = (event) => require("fs").writeSync(3, JSON.stringify(event) + "\\n");`;
    return new ProcessEngine(process.execPath, ...flags, "-e", `${send}\n${script}`);
  }

  start(_request: RunRequest, listener: ChildListener): Promise<Child> {
    const [command, ...args] = this.command;
    const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "pipe", "pipe"] });
    this.started.push(child);
    readEvents(child.stdio[3] as Readable, (event) => listener.onEvent(event));
    child.stdout?.setEncoding("utf8").on("data", (text: string) => listener.onRawOutput("stdout", text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => listener.onRawOutput("stderr", text));
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("spawn", () => resolve(toChild(child)));
    });
  }

  close(): void {
    for (const child of this.started) child.kill("SIGKILL");
  }
}

function toChild(child: ChildProcess): Child {
  const pid = child.pid ?? 0;
  return {
    pid,
    kill: (signal) => {
      // Node reaps the child at once, but its group lives on, and keeps its number, as long as a grandchild is in it.
      try {
        process.kill(-pid, signal);
      } catch {
        // The group has ended.
      }
    },
    exited: new Promise<ChildExit>((resolve) => {
      child.once("close", (code, signal) => resolve({ ...(code !== null && { code }), ...(signal !== null && { signal }) }));
    }),
  };
}

function readEvents(stream: Readable, onEvent: (event: ChildEvent) => void): void {
  let pending = "";
  stream.setEncoding("utf8").on("data", (text: string) => {
    const lines = (pending + text).split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) onEvent(JSON.parse(line) as ChildEvent);
  });
}
