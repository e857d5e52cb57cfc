/** The command cannot be carried out as it was given; the message is one line that says what to do. Ends the program with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
