import { StringDecoder } from "node:string_decoder";

type Callback = (error?: Error | null) => void;

/**
 * Sends what JavaScript of this process, kernel or child, writes to `process.stdout` and `process.stderr` to `write`, in order and in whole
 * characters. What native code, workers' own descriptors or grandchildren write is not seen.
 */
export function redirectStandardStreams(write: (name: "stdout" | "stderr", text: string) => void): void {
  redirect("stdout", write);
  redirect("stderr", write);
}

function redirect(name: "stdout" | "stderr", write: (name: "stdout" | "stderr", text: string) => void): void {
  const decoder = new StringDecoder("utf8");
  const replacement = (chunk: string | Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback): boolean => {
    const text = decoder.write(toBuffer(chunk, encoding));
    if (text !== "") write(name, text);
    const done = typeof encoding === "function" ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  };
  Object.defineProperty(process[name], "write", { value: replacement, configurable: true, writable: true });
}

function toBuffer(chunk: string | Uint8Array, encoding: BufferEncoding | Callback | undefined): Buffer {
  if (typeof chunk === "string") return Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8");
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
