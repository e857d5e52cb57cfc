import { type Hash, createHash } from "node:crypto";
import { fstatSync, readSync, writevSync } from "node:fs";
import type { Job, JobMeta } from "./job";

/**
 * The container of a {@link Job}: one self-contained value, which lies in a file, is kept, or is sent. All numbers are little-endian.
 *
 *     magic      8 bytes    "TSLABJOB"
 *     version    uint32     of this format
 *     sections   uint32     how many
 *     sizes      uint64 each: of the meta data, then of every section
 *     meta       JSON in UTF-8
 *     sections   raw, one after the other
 *     digest     32 bytes   SHA-256 over all before; left out where it is told apart
 *
 * Everything is checked before anything is decoded: the magic, the version, the sizes, the digest. The digest tells damage from a whole job.
 * It does not tell who made it: running a job is running its author's code, and who may send one is the affair of whatever carries it.
 */

/** What lies there is not a whole, unaltered job that this version can read; the message says why, and at which byte. */
export class JobError extends Error {
  override readonly name = "JobError";
}

export const JOB_FORMAT_VERSION = 1;
export const DIGEST_BYTES = 32;

/** A job as the pieces that its content consists of, in order, without the digest. Sections are the job's own memory: nothing is copied. */
export function layOut({ meta, sections }: Job): readonly Uint8Array[] {
  const metaBytes = new TextEncoder().encode(JSON.stringify(meta));
  return [encodeHeader([metaBytes, ...sections]), metaBytes, ...sections];
}

/** SHA-256 over the pieces of a content. */
export function digestOf(pieces: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

/** The whole job as one value, with its digest at the end. */
export function encodeJob(job: Job): Uint8Array {
  const pieces = layOut(job);
  const all = [...pieces, digestOf(pieces)];
  const bytes = new Uint8Array(all.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const piece of all) {
    bytes.set(piece, offset);
    offset += piece.byteLength;
  }
  return bytes;
}

/** What {@link encodeJob} made. Each section gets memory of its own. Throws {@link JobError}. */
export function decodeJob(bytes: Uint8Array): Job {
  const reading = readContent(bytesOf(bytes), bytes.byteLength, DIGEST_BYTES);
  return reading.toJob(bytes.subarray(-DIGEST_BYTES));
}

/**
 * Writes pieces to the open file `fd`, in steps: yields after each how many bytes are there, so that a reader can keep up with the writer.
 */
export function* writePieces(fd: number, pieces: readonly Uint8Array[]): Generator<number, void> {
  let rest: readonly Uint8Array[] = pieces.filter(({ byteLength }) => byteLength > 0);
  let writtenBytes = 0;
  while (rest.length > 0) {
    const written = writevSync(fd, nextStep(rest));
    rest = without(rest, written);
    yield (writtenBytes += written);
  }
}

/** A content that has been read, but is not to be trusted before its digest is known. */
export interface ReadContent {
  /** Decodes it, if `digest` is that of what was read. Throws {@link JobError}. */
  toJob(digest: Uint8Array): Job;
}

export interface FileReading {
  /** Of the content when it is whole; by default the size of the file. */
  readonly contentBytes?: number;
  /** Returns when so many bytes, or all, have been written; by default they have been. */
  awaitBytes?(bytes: number): void;
}

/**
 * Reads the content of a job, without a digest, from the open file `fd`: each section straight into memory of its own and of its size.
 * Throws {@link JobError}.
 */
export function readJobFile(fd: number, { contentBytes = fstatSync(fd).size, awaitBytes }: FileReading = {}): ReadContent {
  return readContent(bytesOfFile(fd, awaitBytes), contentBytes, 0);
}

/** Fills `target` with the bytes that follow. */
type Source = (target: Uint8Array) => void;

const MAGIC = Buffer.from("TSLABJOB", "latin1");
const FIXED_BYTES = MAGIC.length + 8;
/** The system takes at most so many pieces in one call (IOV_MAX). */
const MAX_PIECES = 1024;
/** Written at a time. */
const STEP_BYTES = 2 ** 22;
/** Read and hashed at a time, while it is in the processor's cache. */
const CHUNK_BYTES = 2 ** 18;

function encodeHeader(parts: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(FIXED_BYTES + 8 * parts.length);
  MAGIC.copy(header);
  header.writeUInt32LE(JOB_FORMAT_VERSION, MAGIC.length);
  header.writeUInt32LE(parts.length - 1, MAGIC.length + 4);
  parts.forEach(({ byteLength }, index) => header.writeBigUInt64LE(BigInt(byteLength), FIXED_BYTES + 8 * index));
  return header;
}

/** Reads what ends at byte `endsAt`, where `trailerBytes` follow the content. */
function readContent(source: Source, endsAt: number, trailerBytes: number): ReadContent {
  const hash = createHash("sha256");
  const take = (bytes: number): Uint8Array => hashed(source, hash, bytes);
  const contentBytes = endsAt - trailerBytes;
  if (contentBytes < FIXED_BYTES) throw truncated(FIXED_BYTES + trailerBytes, endsAt);
  const count = checkFixed(viewOf(take(FIXED_BYTES))) + 1;
  const bodyAt = FIXED_BYTES + 8 * count;
  if (contentBytes < bodyAt) throw truncated(bodyAt + trailerBytes, endsAt);
  const sizes = readSizes(viewOf(take(8 * count)));
  const neededBytes = sizes.reduce((sum, size) => sum + size, bodyAt);
  if (neededBytes > contentBytes) throw truncated(neededBytes + trailerBytes, endsAt);
  if (neededBytes < contentBytes)
    throw new JobError(`The job should end at byte ${neededBytes + trailerBytes}, and goes on to byte ${endsAt}: make it again.`);
  const [meta, ...sections] = sizes.map(take);
  const actual = hash.digest();
  return { toJob: (digest) => (checkDigest(actual, digest), { meta: parseMeta(meta!), sections }) };
}

/** The number of sections. */
function checkFixed(fixed: Buffer): number {
  if (!fixed.subarray(0, MAGIC.length).equals(MAGIC)) throw new JobError("This is not a job of tslab-magics: it does not begin as one.");
  const version = fixed.readUInt32LE(MAGIC.length);
  if (version > JOB_FORMAT_VERSION) {
    throw new JobError(
      `The job was made by a newer tslab-magics (format ${version}, and this one reads up to ${JOB_FORMAT_VERSION}): update tslab-magics here.`,
    );
  }
  if (version < 1) throw altered();
  return fixed.readUInt32LE(MAGIC.length + 4);
}

function readSizes(table: Buffer): readonly number[] {
  const sizes = Array.from({ length: table.length / 8 }, (_, index) => table.readBigUInt64LE(8 * index));
  if (sizes.some((size) => size > BigInt(Number.MAX_SAFE_INTEGER))) throw altered();
  return sizes.map(Number);
}

/** In memory of exactly this size, which is nobody else's: not of Node's pool. */
function hashed(source: Source, hash: Hash, bytes: number): Uint8Array {
  const target = new Uint8Array(bytes);
  for (let start = 0; start < bytes; start += CHUNK_BYTES) {
    const chunk = target.subarray(start, start + CHUNK_BYTES);
    source(chunk);
    hash.update(chunk);
  }
  return target;
}

function checkDigest(actual: Uint8Array, told: Uint8Array): void {
  if (!viewOf(actual).equals(told)) throw altered();
}

function parseMeta(bytes: Uint8Array): JobMeta {
  const meta: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  if (typeof meta !== "object" || meta === null) throw altered();
  return meta as JobMeta;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function bytesOf(bytes: Uint8Array): Source {
  let offset = 0;
  return (target) => {
    target.set(bytes.subarray(offset, offset + target.byteLength));
    offset += target.byteLength;
  };
}

function bytesOfFile(fd: number, awaitBytes: FileReading["awaitBytes"]): Source {
  let offset = 0;
  return (target) => {
    awaitBytes?.(offset + target.byteLength);
    for (let filled = 0; filled < target.byteLength;) {
      const read = readSync(fd, target, filled, target.byteLength - filled, null);
      if (read === 0) throw new JobError(`The job became shorter while it was read: it ends at byte ${offset}. Make it again.`);
      filled += read;
      offset += read;
    }
  };
}

/** The first of the pieces, as much as is to be written at a time. */
function nextStep(pieces: readonly Uint8Array[]): Uint8Array[] {
  const step: Uint8Array[] = [];
  let room = STEP_BYTES;
  for (const piece of pieces.slice(0, MAX_PIECES)) {
    if (room <= 0) break;
    step.push(piece.subarray(0, room));
    room -= piece.byteLength;
  }
  return step;
}

/** What is left of pieces of which `written` bytes are written. */
function without(pieces: readonly Uint8Array[], written: number): readonly Uint8Array[] {
  let done = written;
  let index = 0;
  for (; index < pieces.length && done >= pieces[index]!.byteLength; index++) done -= pieces[index]!.byteLength;
  const [next, ...rest] = pieces.slice(index);
  return next === undefined ? [] : [next.subarray(done), ...rest];
}

function truncated(neededBytes: number, endsAt: number): JobError {
  return new JobError(`The job is truncated: it ends at byte ${endsAt}, and should go on to byte ${neededBytes} at least. Send it again.`);
}

function altered(): JobError {
  return new JobError("The job was altered on its way: its content does not have the digest that it was made with. Send it again.");
}
