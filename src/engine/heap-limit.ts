import type { ChildEvent, ChildPort } from "../model/child";
import type { Note } from "../model/result";

/** Only the engine knows what V8 made of `--max-heap`. */
export function withHeapLimit(port: ChildPort, limits: { readonly heapLimitBytes: number | undefined }): ChildPort {
  const complete = (event: ChildEvent): ChildEvent =>
    event.type === "started" && limits.heapLimitBytes !== undefined ? { ...event, heapLimitBytes: limits.heapLimitBytes } : event;
  return { send: (event) => port.send(complete(event)), muteOutput: () => port.muteOutput() };
}

/** Says that the cell could add `effectiveBytes` to V8's heap where `askedBytes` were asked for. */
export function heapLimitNote(askedBytes: number, effectiveBytes: number): Note {
  const [asked, effective] = [askedBytes, effectiveBytes].map((bytes) => bytes.toLocaleString("en-US"));
  return {
    reason: "effective-heap-limit",
    text: `The cell could add ${effective} bytes to the V8 heap, not ${asked}: V8 takes limits within bounds only, which depend on the live heap and on how the process was started.`,
  };
}
