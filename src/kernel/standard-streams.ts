import { StringDecoder } from "node:string_decoder";

export type StreamName = "stdout" | "stderr";

/**
 * Directs what JavaScript of this process writes to `process.stdout` and `process.stderr` to `write`, in order and in whole characters. What
 * native code or grandchildren write to the descriptors is not seen. Returns a function that undoes it.
 */
export function captureStandardStreams(write: (name: StreamName, text: string) => void): () => void {
  const undo = [capture("stdout", write), capture("stderr", write)];
  return () => {
    for (const restore of undo) restore();
  };
}

type Callback = (error?: Error | null) => void;

function capture(name: StreamName, write: (name: StreamName, text: string) => void): () => void {
  const stream = process[name];
  // The stream's own property may be absent: its class has the method.
  const original = Object.getOwnPropertyDescriptor(stream, "write");
  const decoder = new StringDecoder("utf8");
  const replacement = (chunk: string | Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback): boolean => {
    const text =
      typeof chunk === "string"
        ? decodeText(chunk, encoding)
        : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (text !== "") write(name, text);
    const done = typeof encoding === "function" ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  };
  Object.defineProperty(stream, "write", { value: replacement, configurable: true, writable: true });
  return () => {
    if (original) Object.defineProperty(stream, "write", original);
    else Reflect.deleteProperty(stream, "write");
  };
}

/** A string with an encoding such as `hex` stands for bytes. */
function decodeText(chunk: string, encoding: BufferEncoding | Callback | undefined): string {
  const isText = typeof encoding !== "string" || /^(?:utf-?8|utf-?16le|ucs-?2)$/i.test(encoding);
  return isText ? chunk : Buffer.from(chunk, encoding).toString("utf8");
}
