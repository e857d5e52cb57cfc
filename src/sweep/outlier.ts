import { shareBelow } from "../stats/mixture";
import { type LawFit, fitForm } from "./law-fit";
import { predictionParts } from "./predict";
import { type Series, type SizeGroup, toldGroups } from "./series";

/** A size is an outlier where chance would put one of all the sizes so far away from the law of the others this rarely. */
const RARE = 0.001;

/**
 * The size that least fits the law of the others, if chance cannot explain it. The smallest and the largest never are: beyond them nothing tells
 * what is usual. The law is taken in its most probable form.
 */
export function outlierOf({ candidates }: LawFit, series: Series): SizeGroup | undefined {
  const { form } = candidates[0].solution;
  const [first, last] = [series.groups[0], series.groups.at(-1)];
  const told = toldGroups(series).filter((group) => group !== first && group !== last);
  const inner = told.map((group) => {
    const others = fitForm({ form, prior: 1 }, without(group, series));
    return { group, chance: others ? chanceOf(group, others, series) : 1 };
  });
  const [worst] = inner.sort((a, b) => a.chance - b.chance);
  return worst && worst.chance < RARE / series.groups.length ? worst.group : undefined;
}

/** The series as if the size had not been run. */
export function without(group: SizeGroup, series: Series): Series {
  return { ...series, groups: series.groups.filter((each) => each !== group) };
}

/** How probable it is that a size lies at least this far away. */
function chanceOf({ size, value, kept }: SizeGroup, law: LawFit, { noise }: Series): number {
  const below = shareBelow(predictionParts(law, noise, size, kept.length), value);
  return 2 * Math.min(below, 1 - below);
}
