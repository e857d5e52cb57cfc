/** What the kernel tells a fresh child over the control channel, in order, one line of JSON each; the channel ends when the kernel dies. */
export type ControlMessage =
  /** A job is being written to this file. The child removes the file. */
  | { readonly kind: "file"; readonly path: string; readonly contentBytes: number }
  /** So many bytes of it are there. */
  | { readonly kind: "written"; readonly bytes: number }
  /** All of it is, and this is its SHA-256, in hexadecimal. */
  | { readonly kind: "digest"; readonly sha256: string };

/** The descriptors of a fresh child besides the standard three. */
export const FRAMES_FD = 3;
export const CONTROL_FD = 4;

/** What the child says over the control channel once it waits for a job. */
export const WAITING = "waiting\n";
