/**
 * The state that a measured cell needs cannot be brought into another process exactly. The message names the variable, the path inside it,
 * why, and what to do.
 */
export class StateError extends Error {
  override readonly name = "StateError";
}
