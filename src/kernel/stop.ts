import { setImmediate as nextTurn } from "node:timers/promises";

/** The user's Stop of the cell that runs. */
export class Stop {
  #isAsked = false;

  /** A cell begins: a Stop that came before it does not concern it. */
  begin(): void {
    this.#isAsked = false;
  }

  ask(): void {
    this.#isAsked = true;
  }

  /**
   * Whether Stop was asked for, also while synchronous work of ours ran until just now. To be asked right before code of the cell runs: Node's
   * `breakOnSigint` hears signals from there on, and one that is not heard before it is lost. Node hears signals between two immediates.
   */
  async wasAsked(): Promise<boolean> {
    await nextTurn();
    await nextTurn();
    return this.#isAsked;
  }
}

/** As Node's own for a SIGINT in synchronous code. */
export function interruptedError(): Error {
  return Object.assign(new Error("Script execution was interrupted by `SIGINT`"), { code: "ERR_SCRIPT_EXECUTION_INTERRUPTED" });
}
