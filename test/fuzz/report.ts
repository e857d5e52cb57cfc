import type { Tally } from "./campaign";

/** What came of a campaign, for people: the count of each verdict, why notebooks were refused, and each wrong one. */
export function report({ right, refused, invalid, wrong, refusals, invalidReasons }: Tally): string {
  const reasons = [...refusals].sort(([, a], [, b]) => b - a).map(([reason, count]) => `  ${count} × ${reason}`);
  return [
    `${right} right, ${refused} refused, ${wrong.length} wrong, ${invalid} not examined`,
    ...(reasons.length > 0 ? ["refused:", ...reasons] : []),
    ...invalidReasons.map((reason) => `not examined: ${reason}`),
    ...wrong.map((text) => `WRONG ${text}`),
  ].join("\n");
}
