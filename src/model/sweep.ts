/**
 * How a quantity grows with the size `n`. `warm-up` is linear once a bounded part is full: V8's pages, then its young generation. `staircase`
 * grows in jumps by a constant factor, as arrays and tables do that make room for more than they hold.
 */
export type LawKind = "constant" | "linear" | "warm-up" | "n-log-n" | "quadratic" | "power" | "staircase";
