import { StringDecoder } from "node:string_decoder";

export type StreamName = "stdout" | "stderr";

/** Takes a piece of output; false where there is nobody to show it to, and it goes where it would have gone. */
export type TakeOutput = (name: StreamName, text: string) => boolean;

/**
 * Directs what JavaScript of this process writes to `process.stdout` and `process.stderr` to `take`, in order and in whole characters. What
 * native code or grandchildren write to the descriptors is not seen. Returns a function that undoes it.
 */
export function captureStandardStreams(take: TakeOutput): () => void {
  const undo = [capture("stdout", take), capture("stderr", take)];
  return () => {
    for (const restore of undo) restore();
  };
}

type Callback = (error?: Error | null) => void;

function capture(name: StreamName, take: TakeOutput): () => void {
  const stream = process[name];
  // The stream's own property may be absent: its class has the method.
  const own = Object.getOwnPropertyDescriptor(stream, "write");
  const { write } = stream;
  const original = (text: string): boolean => write.call(stream, text);
  const decoder = new StringDecoder("utf8");
  const replacement = (chunk: string | Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback): boolean => {
    const text =
      typeof chunk === "string"
        ? decodeText(chunk, encoding)
        : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (text !== "" && !take(name, text)) original(text);
    const done = typeof encoding === "function" ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  };
  Object.defineProperty(stream, "write", { value: replacement, configurable: true, writable: true });
  return () => {
    if (own) Object.defineProperty(stream, "write", own);
    else Reflect.deleteProperty(stream, "write");
  };
}

/** A string with an encoding such as `hex` stands for bytes. */
function decodeText(chunk: string, encoding: BufferEncoding | Callback | undefined): string {
  const isText = typeof encoding !== "string" || /^(?:utf-?8|utf-?16le|ucs-?2)$/i.test(encoding);
  return isText ? chunk : Buffer.from(chunk, encoding).toString("utf8");
}
