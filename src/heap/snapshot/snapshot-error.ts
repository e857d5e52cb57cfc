/** What is wrong with a heap snapshot, and at which byte of its text. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
  readonly offset: number;

  constructor(what: string, offset: number, options?: ErrorOptions) {
    super(`${what} (at byte ${offset})`, options);
    this.offset = offset;
  }
}

/** To read the snapshot would take more memory than it may. Nothing has been allocated. */
export class SnapshotTooLargeError extends Error {
  override readonly name = "SnapshotTooLargeError";
  readonly neededBytes: number;

  constructor(neededBytes: number, options?: ErrorOptions) {
    super(`it takes about ${Math.ceil(neededBytes / 2 ** 20)} MiB of memory to read`, options);
    this.neededBytes = neededBytes;
  }
}
