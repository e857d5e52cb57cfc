import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { type ReadContent, readJobFile } from "../../state/job-file";
import { CONTROL_FD, type ControlMessage, WAITING } from "./control";

/** A job that has arrived whole, but whose content has not been looked into. */
export interface ReceivedJob {
  readonly content: ReadContent;
  readonly digest: Uint8Array;
}

/**
 * Waits for a job, and reads it while it is being written. Blocks: nothing else is to happen in a child that waits, and a blocked read costs no
 * memory that would count in its baseline. If the kernel dies meanwhile, the process ends, and removes the file. Throws `JobError`.
 */
export function receiveJob(): ReceivedJob {
  writeSync(CONTROL_FD, WAITING);
  const lines = new ControlLines();
  const { path, contentBytes } = lines.next("file");
  const fd = openSync(path, "r");
  unlinkSync(path);
  try {
    let writtenBytes = 0;
    const awaitBytes = (bytes: number): void => {
      while (writtenBytes < Math.min(bytes, contentBytes)) writtenBytes = lines.next("written").bytes;
    };
    const content = readJobFile(fd, { contentBytes, awaitBytes });
    return { content, digest: Buffer.from(lines.next("digest").sha256, "hex") };
  } finally {
    closeSync(fd);
  }
}

type MessageOf<Kind> = Extract<ControlMessage, { kind: Kind }>;

const BUFFER_BYTES = 4096;

class ControlLines {
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  #text = "";

  /** The next message of that kind; reports of progress that nobody waits for are passed over. */
  next<Kind extends ControlMessage["kind"]>(kind: Kind): MessageOf<Kind> {
    for (;;) {
      const message = JSON.parse(this.#line()) as ControlMessage;
      if (message.kind === kind) return message as MessageOf<Kind>;
      if (message.kind !== "written") throw new Error(`The kernel said "${message.kind}" where "${kind}" was expected.`);
    }
  }

  #line(): string {
    let end: number;
    while ((end = this.#text.indexOf("\n")) < 0) this.#text += this.#read();
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    return line;
  }

  #read(): string {
    const bytes = readSync(CONTROL_FD, this.#buffer, 0, BUFFER_BYTES, null);
    // The kernel has ended.
    if (bytes === 0) process.exit(0);
    return this.#buffer.toString("utf8", 0, bytes);
  }
}
