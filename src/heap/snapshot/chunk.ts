import { SnapshotError } from "./snapshot-error";

/** Some bytes of a snapshot's text, and where in the text they are. */
export class Chunk {
  readonly bytes: Uint8Array;
  readonly offset: number;

  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes;
    this.offset = offset;
  }

  /** An error at a place in these bytes. */
  error(what: string, at: number): SnapshotError {
    return new SnapshotError(what, this.offset + at);
  }

  /** That a byte is not what must stand there. */
  unexpected(at: number, wanted: string): SnapshotError {
    return this.error(`there is ${JSON.stringify(String.fromCharCode(this.bytes[at]!))} where ${wanted} must be`, at);
  }
}

/** A part of the text, read while its bytes come. */
export interface Part {
  /** Whether its end has been read. */
  readonly isWhole: boolean;
  /** Reads on. Gives the place of the first byte after the part, or the end of the chunk. */
  read(chunk: Chunk, at: number): number;
}
