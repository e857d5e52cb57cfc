import { type Histogram, histogramOf } from "../stats/histogram";
import { isNonEmpty, sort } from "../stats/sample";
import { html, type Html } from "./html";
import { ACCENT } from "./theme";

/** Fewer values are better read one by one. */
const LEAST_VALUES = 10;
const BLOCKS = "▁▂▃▄▅▆▇█";
const MOST_BLOCKS = 20;
const MOST_BARS = 40;

const WIDTH = 360;
const HEIGHT = 64;
const BASE = 46;

/** How durations are spread, as one line: `▂▅█▃▁  510 ns to 575 ns`. Undefined for few values, and for equal ones. */
export function histogramLine(values: readonly number[], format: (value: number) => string): string | undefined {
  const histogram = spreadOf(values, MOST_BLOCKS);
  if (histogram === undefined) return undefined;
  const most = Math.max(...histogram.counts);
  const blocks = histogram.counts.map((count) => (count === 0 ? " " : BLOCKS[Math.ceil((count / most) * BLOCKS.length) - 1]!));
  return `${blocks.join("")}  ${format(histogram.low)} to ${format(histogram.high)}`;
}

/** The same as inline SVG. */
export function drawHistogram(values: readonly number[], format: (value: number) => string): Html | undefined {
  const histogram = spreadOf(values, MOST_BARS);
  if (histogram === undefined) return undefined;
  const { low, high, counts } = histogram;
  const most = Math.max(...counts);
  const width = WIDTH / counts.length;
  const bars = counts.map((count, index) => {
    const height = Math.round((count / most) * (BASE - 4));
    return count === 0
      ? undefined
      : html`<rect
          x="${(index * width).toFixed(1)}"
          y="${BASE - height}"
          width="${Math.max(width - 1, 1).toFixed(1)}"
          height="${height}"
          style="fill: ${ACCENT}"
          fill="#1e88e5"
        />`;
  });
  return html`<svg
    role="img"
    aria-label="how the repeats are spread, from ${format(low)} to ${format(high)}"
    width="${WIDTH}"
    height="${HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    style="display: block; max-width: 100%; height: auto"
    font-size="11"
  >
    ${bars}
    <path d="M0 ${BASE}H${WIDTH}" stroke="currentColor" stroke-opacity="0.4" />
    <text x="0" y="${BASE + 14}" fill="currentColor" fill-opacity="0.72">${format(low)}</text>
    <text x="${WIDTH}" y="${BASE + 14}" text-anchor="end" fill="currentColor" fill-opacity="0.72">${format(high)}</text>
  </svg>`;
}

function spreadOf(values: readonly number[], most: number): Histogram | undefined {
  return values.length >= LEAST_VALUES && isNonEmpty(values) ? histogramOf(sort(values), most) : undefined;
}
