import { StateError } from "../state/state-error";

/** The same error with what its user can do. `otherEngine` is what measures such a state in this kernel or in another one, where something does. */
export function withWaysOut({ message, cause }: StateError, otherEngine: string | undefined): StateError {
  const ways = ["make it in the setup line", "make it in the measured cell itself", ...(otherEngine === undefined ? [] : [otherEngine])];
  const list = `${ways.slice(0, -1).join(", ")} or ${ways.at(-1)}`;
  return new StateError(`${message.replace(/\.$/, "")}. Ways out: ${list}.`, { cause });
}
