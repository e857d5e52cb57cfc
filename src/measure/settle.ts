/** Whether `await` would wait for the value. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") && "then" in value && typeof value.then === "function"
  );
}

/**
 * Awaits what a cell returned. Rejects also when it can never settle: when an error that nobody catches is thrown meanwhile, or when the event
 * loop has nothing left to do.
 */
export async function settle(promise: PromiseLike<unknown>): Promise<unknown> {
  const { promise: fault, stop } = watchForFaults();
  try {
    return await Promise.race([promise, fault]);
  } finally {
    stop();
  }
}

function watchForFaults(): { readonly promise: Promise<never>; readonly stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const onIdle = (): void => reject(new Error(NEVER_SETTLES));
    process.on("uncaughtException", reject).on("beforeExit", onIdle);
    stop = () => void process.off("uncaughtException", reject).off("beforeExit", onIdle);
  });
  return { promise, stop };
}

const NEVER_SETTLES =
  "The cell awaits something that can never settle here: nothing is left to wait for. What was pending in the notebook, or is the work of a " +
  "Worker of the notebook, does not go on in a child process: await it in a cell of its own first.";
