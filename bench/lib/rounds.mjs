// How often, and in which order.

/** BENCH_SHARE=0.2 makes a fifth of the repeats, to try a benchmark out. */
export const share = Number(process.env.BENCH_SHARE ?? 1);

/** `count`, or the share of it that is wanted, but at least `least`. */
export function repeats(count, least = 3) {
  return Math.max(least, Math.round(count * share));
}

/**
 * Runs all contestants, given by name, `count` times: one after the other, so that a slow moment of the machine meets all of them, and who comes
 * first changes from round to round. Resolves to the rounds: what each contestant gave, by its name.
 */
export async function rounds(count, contestants) {
  const all = [];
  while (all.length < count) all.push(await roundFrom(all.length, Object.entries(contestants)));
  return all;
}

async function roundFrom(first, entries) {
  const round = {};
  for (let i = 0; i < entries.length; i++) {
    const [name, run] = entries[(first + i) % entries.length];
    round[name] = await run();
  }
  return round;
}
