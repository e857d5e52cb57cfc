import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { EngineError } from "../../engine/engine";
import { type Pristine, readPristine } from "../../state/world/pristine";
import { PRISTINE_FD } from "./pristine-fd";

/**
 * What a Node process has in which no notebook has run: asked of a new one, which takes half a second. It gets the output streams of this
 * process, because what functions such a stream has depends on what it leads to; nothing is written to them. Rejects with {@link EngineError}.
 */
export async function askPristineProcess(): Promise<Pristine> {
  const node = spawn(process.execPath, [require.resolve("./pristine-main")], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
    windowsHide: true,
  });
  node.unref();
  try {
    return await answerOf(node);
  } catch (error) {
    throw new EngineError(
      `What a notebook has changed is seen by comparison with a new Node process, and that could not be asked (${String(error)}): free memory, or end other processes.`,
    );
  }
}

async function answerOf(node: ChildProcess): Promise<Pristine> {
  const pipe = node.stdio[PRISTINE_FD] as Socket;
  const [json] = await Promise.all([text(pipe), endOf(node)]);
  return readPristine(json);
}

async function endOf(node: ChildProcess): Promise<void> {
  const [code, signal] = (await once(node, "exit")) as [number | null, NodeJS.Signals | null];
  if (code !== 0) throw new Error(signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`);
}
