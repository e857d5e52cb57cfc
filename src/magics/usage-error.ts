/** A magic was asked for what it cannot do, here or at all: found before anything is measured. The message says what to do, for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
