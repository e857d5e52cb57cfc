/** What a sweep measures, and how such readings vary when nothing has changed. Values of all fields but the shares are in the quantity's own unit. */
export interface Quantity {
  readonly unit: "bytes" | "ns";
  /** What any reading varies by, however small the value: pages that the runtime touches, ticks of a clock. */
  readonly absoluteNoise: number;
  /** What a reading varies by, as a share of its value. A first guess: the repeats correct it. */
  readonly relativeNoise: number;
  /** Of what a size needs, so much at most may be taken from what is there already, where no reading shows it. */
  readonly unseen: number;
  /** What stands for a size of which there are several runs. */
  readonly summary: "mean" | "median" | "minimum";
  /** How far a measurement may be from what was expected of it and still agree. */
  readonly agreement: { readonly absolute: number; readonly share: number };
}

const MIB = 2 ** 20;

/**
 * Memory. A process has up to 2 MiB of pages that are resident and free, of V8's young generation above all: small sizes are held by these, and their
 * increment is 0. The code that a first run loads is what a small increment may differ by from what is expected.
 */
export const MEMORY: Quantity = {
  unit: "bytes",
  absoluteNoise: 0.05 * MIB,
  relativeNoise: 0.005,
  unseen: 2 * MIB,
  summary: "mean",
  agreement: { absolute: MIB, share: 0.05 },
};

/** Time. `resolutionNs` is what one reading may be off by for the sake of the clock and the loop around it: far less for `%timeit` than for one run. */
export function timeQuantity(resolutionNs: number, summary: "median" | "minimum" = "median"): Quantity {
  return {
    unit: "ns",
    absoluteNoise: resolutionNs,
    relativeNoise: 0.03,
    unseen: 0,
    summary,
    agreement: { absolute: 10 * resolutionNs, share: 0.1 },
  };
}
