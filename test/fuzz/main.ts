import { parseArgs } from "node:util";
import { campaign } from "./campaign";
import { report } from "./report";

/** The process behind `npm run fuzz`: notebooks from `--seed` on, `--count` of them. Fails if one of them is wrong. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seed: { type: "string" }, count: { type: "string", default: "2000" }, verbose: { type: "boolean", default: false } },
  });
  const firstSeed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  const count = Number(values.count);
  if (!Number.isInteger(firstSeed) || !Number.isInteger(count) || count < 1) throw new Error("--seed and --count take whole numbers.");
  console.log(`${count} notebooks from seed ${firstSeed}`);
  let done = 0;
  const tally = await campaign({
    firstSeed,
    count,
    onVerdict(seed, verdict) {
      done++;
      if (verdict.kind === "wrong") console.log(`seed ${seed}: wrong\n${verdict.how}`);
      if (values.verbose && verdict.kind === "refused") console.log(`seed ${seed}: refused: ${verdict.message}`);
      if (done % 100 === 0) console.log(`${done} of ${count}`);
    },
  });
  console.log(report(tally));
  process.exitCode = tally.wrong.length === 0 && tally.invalid * 20 < count ? 0 : 1;
}

void main();
