import type { AnyResult } from "../model/result";

/** What the functions of the package's public API need of the kernel that they are called in. */
export interface NotebookApi {
  /** Measures `fn` in a child as the magic of that name does, shows the result, and returns it. */
  measure(magicName: string, fn: (() => unknown) | undefined, options: object): Promise<AnyResult>;
  /** Asks the user for a line of text. */
  prompt(text: string, options: { readonly password: boolean }): Promise<string>;
}

let current: NotebookApi | undefined;

/** Makes the API answer; called by a kernel when it starts, and by a child when it begins its own life. */
export function provideNotebookApi(api: NotebookApi): void {
  current = api;
}

/** Whether this process is a kernel of ours, a child of one, or was made one that measures. */
export function hasNotebookApi(): boolean {
  return current !== undefined;
}

/** The API of the kernel that this process is. Throws where it is none. */
export function notebookApi(): NotebookApi {
  if (current !== undefined) return current;
  throw new Error(
    "tslab-magics measures inside a notebook: call this from a cell of the tslab-magics or jslab-magics kernel (`tslab-magics install`), or of a tslab kernel.",
  );
}

/** The API inside a child, where nothing can be measured again and nobody can be asked. */
export const apiInChild: NotebookApi = {
  measure(magicName) {
    return Promise.reject(new Error(`${magicName}() was called in a cell that is being measured itself: measure one at a time.`));
  },
  prompt() {
    return Promise.reject(
      new Error("prompt() was called in a cell that is being measured: nobody can answer there. Ask in a cell before it."),
    );
  },
};
