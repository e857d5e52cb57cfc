import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { Job, JobMeta } from "../../src/state/job";
import {
  DIGEST_BYTES,
  JOB_FORMAT_VERSION,
  JobError,
  decodeJob,
  digestOf,
  encodeJob,
  layOut,
  readJobFile,
  writePieces,
} from "../../src/state/job-file";

const metas = fc
  .dictionary(fc.string({ unit: "binary" }), fc.jsonValue(), { maxKeys: 4 })
  .map((meta) => JSON.parse(JSON.stringify(meta)) as JobMeta);
const sectionLists = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });

const small: Job = { meta: { a: [1, "ü"] }, sections: [Uint8Array.of(1, 2, 3), new Uint8Array(0), Uint8Array.of(4)] };

/** What a reader sees of a file that holds `content`. */
function throughFile<T>(content: (fd: number) => unknown, read: (fd: number) => T): T {
  const path = join(tmpdir(), `tslab-magics-test-${process.pid}.job`);
  const writer = openSync(path, "w", 0o600);
  try {
    content(writer);
    const reader = openSync(path, "r");
    try {
      return read(reader);
    } finally {
      closeSync(reader);
    }
  } finally {
    closeSync(writer);
    rmSync(path);
  }
}

const jobError = (pattern: RegExp) => (error: unknown) => error instanceof JobError && pattern.test(error.message);

test("any job comes back as it was, as one value and through a file", () => {
  fc.assert(
    fc.property(metas, sectionLists, (meta, sections) => {
      const job: Job = { meta, sections };
      assert.deepEqual(decodeJob(encodeJob(job)), job);
      const pieces = layOut(job);
      const read = throughFile((fd) => [...writePieces(fd, pieces)], readJobFile);
      assert.deepEqual(read.toJob(digestOf(pieces)), job);
    }),
    { numRuns: 60 },
  );
});

test("each section has memory of its own and of its size, and is written from where it lies", () => {
  const pieces = layOut(small);
  assert.deepEqual(
    pieces.slice(2).map((piece, index) => piece === small.sections[index]),
    [true, true, true],
  );
  const job = throughFile((fd) => [...writePieces(fd, pieces)], readJobFile).toJob(digestOf(pieces));
  for (const section of [...job.sections, ...decodeJob(encodeJob(small)).sections])
    assert.equal(section.buffer.byteLength, section.byteLength);
  assert.equal(new Set(job.sections.map(({ buffer }) => buffer)).size, 3);
});

test("a job that is cut off anywhere is refused before anything is decoded", () => {
  const whole = encodeJob(small);
  for (let bytes = 0; bytes < whole.length; bytes++) {
    assert.throws(() => decodeJob(whole.subarray(0, bytes)), jobError(new RegExp(`^The job is truncated: it ends at byte ${bytes},`)));
  }
  const file = whole.subarray(0, whole.length - DIGEST_BYTES);
  for (let bytes = 0; bytes < file.length; bytes++) {
    const read = (): unknown => throughFile((fd) => writeFileSync(fd, file.subarray(0, bytes)), readJobFile);
    assert.throws(read, jobError(new RegExp(`ends at byte ${bytes},`)));
  }
});

test("a job with bytes after its end is refused", () => {
  assert.throws(
    () => decodeJob(Buffer.concat([encodeJob(small), Buffer.alloc(1)])),
    jobError(/^The job should end at byte \d+, and goes on to byte/),
  );
});

test("a single changed bit is found, wherever it is", () => {
  const whole = encodeJob(small);
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const changed = Uint8Array.from(whole);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => decodeJob(changed), JobError, `bit ${bit}`);
  }
});

test("any other bytes are no job", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => assert.throws(() => decodeJob(bytes), JobError)));
});

test("a job of a newer version says so, though its digest is right", () => {
  const pieces = layOut(small);
  Buffer.from(pieces[0]!.buffer).writeUInt32LE(JOB_FORMAT_VERSION + 1, 8);
  assert.throws(
    () => decodeJob(Buffer.concat([...pieces, digestOf(pieces)])),
    jobError(/^The job was made by a newer tslab-magics \(format 2, and this one reads up to 1\): update tslab-magics here\.$/),
  );
});

test("a reader keeps up with a writer, and notices when the file ends before its time", () => {
  const big: Job = { meta: {}, sections: [new Uint8Array(40_000_000).fill(7), Uint8Array.of(1)] };
  const pieces = layOut(big);
  const contentBytes = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const waits: number[] = [];
  const job = throughFile(
    () => undefined,
    (reader) => {
      const writer = openSync(`/proc/self/fd/${reader}`, "w");
      const steps = writePieces(writer, pieces);
      let written = 0;
      const awaitBytes = (bytes: number): void => {
        while (written < Math.min(bytes, contentBytes)) waits.push((written = steps.next().value as number));
      };
      const read = readJobFile(reader, { contentBytes, awaitBytes });
      closeSync(writer);
      return read.toJob(digestOf(pieces));
    },
  );
  assert.ok(waits.length >= 3, `written in ${waits.length} steps`);
  assert.deepEqual(Buffer.compare(job.sections[0]!, big.sections[0]!), 0);
  const cutOff = (): unknown =>
    throughFile(
      (fd) => writeFileSync(fd, pieces[0]!),
      (fd) => readJobFile(fd, { contentBytes }),
    );
  assert.throws(cutOff, jobError(/became shorter while it was read/));
});

test("the file is the format: content without a digest", () => {
  throughFile(
    (fd) => [...writePieces(fd, layOut(small))],
    (fd) => assert.deepEqual(readFileSync(fd), Buffer.from(encodeJob(small).subarray(0, -DIGEST_BYTES))),
  );
});
