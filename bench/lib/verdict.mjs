/** Whether an estimated figure lies in a range, as far as its interval can tell. */
export function verdictOn({ low, high }, { from = -Infinity, to = Infinity }) {
  if (from <= low && high <= to) return "yes";
  return high < from || low > to ? "no" : "inconclusive";
}
