import { randomUUID } from "node:crypto";
import { closeSync, constants, openSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Job } from "../../state/job";
import { digestOf, layOut, writePieces } from "../../state/job-file";
import { EngineError } from "../engine";
import type { ControlMessage } from "./control";

/** A job on its way to a child. */
export interface SentJob {
  /** Removes the file, if the child has not done so. */
  remove(): void;
}

/**
 * Hands a job over, through a private file in memory where there is room, and tells the child of it by `tell`. Nothing else of the notebook runs
 * meanwhile: sections are the notebook's own memory, and the child gets it as it is at one moment. Throws {@link EngineError} where no file can
 * be written.
 */
export function sendJob(job: Job, tell: (message: ControlMessage) => void): SentJob {
  const pieces = layOut(job);
  const contentBytes = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const path = join(folderFor(contentBytes), `tslab-magics-${randomUUID()}.job`);
  try {
    writeFile(path, contentBytes, pieces, tell);
  } catch (error) {
    rmSync(path, { force: true });
    throw new EngineError(
      `The notebook's state (${contentBytes} bytes) cannot be handed over through ${path}: ${reasonOf(error)}. ${REMEDY}`,
    );
  }
  // While the child reads and hashes.
  tell({ kind: "digest", sha256: Buffer.from(digestOf(pieces)).toString("hex") });
  return { remove: () => rmSync(path, { force: true }) };
}

const SHARED_MEMORY = "/dev/shm";
/** What is left free for others. */
const SPARE_BYTES = 2 ** 24;
const REMEDY = "Make room there, or set TMPDIR to a folder that has it.";

function writeFile(path: string, contentBytes: number, pieces: readonly Uint8Array[], tell: (message: ControlMessage) => void): void {
  const fd = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
  try {
    tell({ kind: "file", path, contentBytes });
    for (const bytes of writePieces(fd, pieces)) tell({ kind: "written", bytes });
  } finally {
    closeSync(fd);
  }
}

/** Containers often have 64 MiB of shared memory only, and other systems have none. */
function folderFor(bytes: number): string {
  try {
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    return bavail * bsize >= bytes + SPARE_BYTES ? SHARED_MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
