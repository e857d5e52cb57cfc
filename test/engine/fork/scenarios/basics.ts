import { makeEngine, runInChild } from "../kit";

export async function value(): Promise<unknown> {
  return runInChild(makeEngine(), () => 6 * 7);
}
