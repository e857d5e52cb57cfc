import { LAW_KINDS } from "./form";
import { type LawFit, fitLaw } from "./law-fit";
import { outlierOf, without } from "./outlier";
import { type Point, type Series, type SizeGroup, seriesOf, toldGroups } from "./series";
import type { LawKind } from "../model/sweep";
import type { Quantity } from "./quantity";

/** A law, and how probable it is among those that were tried, 0 to 1. */
export interface RankedLaw extends LawFit {
  readonly probability: number;
}

/** What a series says about the law behind it. */
export interface Fit {
  readonly series: Series;
  /** The simplest of the laws that are about as probable as the best. */
  readonly best: RankedLaw;
  /** All laws that cannot be ruled out, the best one first. */
  readonly plausible: readonly [RankedLaw, ...RankedLaw[]];
  /** A size that no law explains, and that was left out. */
  readonly outlier?: SizeGroup;
}

/** How probable laws are before anything is measured, beside a constant. */
const PRIOR_ODDS: Readonly<Record<LawKind, number>> = {
  constant: 1,
  linear: 0.4,
  "n-log-n": 0.4,
  quadratic: 0.4,
  "warm-up": 0.15,
  staircase: 0.15,
  power: 0.05,
};
/** Laws against which the odds are worse are ruled out. */
const PLAUSIBLE_ODDS = 20;
/** Among laws this close to the most probable one the simplest is told first. */
const EQUAL_ODDS = 1.3;
/** Fewer sizes name no law. */
const LEAST_SIZES = 4;
/** Among fewer sizes any of them may be the odd one. */
const LEAST_SIZES_WITH_OUTLIER = 6;

/** The laws that explain what was measured, which takes some 20 ms. Undefined for three sizes or fewer, which are explained by many laws. */
export function fitLaws(points: readonly Point[], quantity: Quantity): Fit | undefined {
  const series = seriesOf(points, quantity);
  if (series.groups.length < LEAST_SIZES) return undefined;
  const fit = fitSeries(series);
  const outlier = series.groups.length >= LEAST_SIZES_WITH_OUTLIER ? outlierOf(fit.best, series) : undefined;
  return outlier ? { ...fitSeries(without(outlier, series)), outlier } : fit;
}

function fitSeries(series: Series): Fit {
  const sizes = toldGroups(series).length;
  const ranked = rank(LAW_KINDS.filter((kind) => PARAMETERS[kind] + 1 < sizes).flatMap((kind) => fitLaw(kind, series) ?? []));
  const top = Math.max(...ranked.map(({ probability }) => probability));
  const best = ranked.find(({ probability }) => probability > top / EQUAL_ODDS)!;
  const others = ranked.filter((law) => law !== best && law.probability > top / PLAUSIBLE_ODDS);
  return { series, best, plausible: [best, ...others.sort((a, b) => b.probability - a.probability)] };
}

/** In the order of {@link LAW_KINDS}, which is that of simplicity. */
function rank(laws: readonly LawFit[]): readonly RankedLaw[] {
  const logs = laws.map(({ kind, evidence }) => evidence + Math.log(PRIOR_ODDS[kind]));
  const most = Math.max(...logs);
  const total = logs.reduce((sum, log) => sum + Math.exp(log - most), 0);
  return laws.map((law, index) => ({ ...law, probability: Math.exp(logs[index]! - most) / total }));
}

/** What a law has to fit. */
const PARAMETERS: Readonly<Record<LawKind, number>> = {
  constant: 1,
  linear: 2,
  "n-log-n": 2,
  quadratic: 2,
  "warm-up": 4,
  staircase: 4,
  power: 3,
};
