import { makeEngine, runInChild } from "../kit";

export async function value(): Promise<unknown> {
  return runInChild(makeEngine(), () => 6 * 7);
}

export async function time(): Promise<unknown> {
  const engine = makeEngine();
  const all = [];
  for (let i = 0; i < 20; i++) {
    const t0 = performance.now();
    await runInChild(engine, () => 1);
    all.push(+(performance.now() - t0).toFixed(1));
  }
  return all;
}
