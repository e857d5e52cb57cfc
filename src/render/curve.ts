import { html, type Html } from "./html";
import { linearScale, ticks, type Scale } from "./scale";
import { ACCENT } from "./theme";
import { byteAxisUnit, formatDuration, formatMiB, formatTick, timeAxisUnit } from "./units";

/** RSS over time, and the levels to mark on it. `tNs` counts from the baseline. */
export interface CurveData {
  readonly tNs: readonly number[];
  readonly rssBytes: readonly number[];
  readonly baselineBytes?: number;
  readonly peakBytes?: number;
  /** Where the axis of time ends; absent: at the last point. */
  readonly endNs?: number;
}

interface Level {
  readonly name: "peak" | "baseline";
  readonly bytes: number;
}

const WIDTH = 620;
const HEIGHT = 150;
const PLOT = { left: 62, right: 482, top: 12, bottom: 126 };
const LABEL_HEIGHT = 13;

/** From the middle of a line of text to its base. */
const BELOW_MIDDLE = 4;

const DASHES = { peak: "2 3", baseline: "6 4" } as const;

/** Whether there is a line to draw. */
export function isDrawable({ tNs, rssBytes }: CurveData): boolean {
  return Math.min(tNs.length, rssBytes.length) >= 2;
}

/**
 * The curve as inline SVG, of one size whatever it shows, so that nothing moves when it is drawn again. Shapes and text carry
 * presentation attributes and follow the colour of the text around them. Texts come in reading order, for viewers that drop the shapes.
 */
export function drawCurve(data: CurveData): Html {
  return html`<svg
    role="img"
    aria-label="${describe(data)}"
    width="${WIDTH}"
    height="${HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    style="display: block; max-width: 100%; height: auto"
    font-size="11"
    fill="none"
  >
    ${isDrawable(data) ? plot(data) : undefined}
    <path d="M${PLOT.left} ${PLOT.bottom}H${PLOT.right}" stroke="currentColor" stroke-opacity="0.4" />
  </svg>`;
}

/** The curve in words. */
function describe(data: CurveData): string {
  if (!isDrawable(data)) return "RSS over time: no samples yet";
  const levels = levelsOf(data).map(({ name, bytes }) => `${name} ${formatMiB(bytes)}`);
  return [`RSS over ${formatDuration(endOf(data))}`, levels.join(", ")].filter((part) => part !== "").join(": ");
}

function plot(data: CurveData): Html {
  const time = linearScale(Math.min(0, ...data.tNs), endOf(data), PLOT.left, PLOT.right);
  const bytes = byteScale(data);
  return html`${[byteAxis(bytes), timeAxis(time), line(data, time, bytes), levelMarks(levelsOf(data), bytes)]}`;
}

function endOf({ tNs, endNs = 0 }: CurveData): number {
  return Math.max(endNs, ...tNs);
}

function levelsOf({ peakBytes, baselineBytes }: CurveData): Level[] {
  return [
    ...(peakBytes === undefined ? [] : [{ name: "peak", bytes: peakBytes } as const]),
    ...(baselineBytes === undefined ? [] : [{ name: "baseline", bytes: baselineBytes } as const]),
  ];
}

/** Covers samples and levels with a little air; a flat curve gets a range around it, so that its noise is not magnified. */
function byteScale(data: CurveData): Scale {
  const values = [...data.rssBytes, ...levelsOf(data).map(({ bytes }) => bytes)];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = Math.max((high - low) * 0.06, high * 0.002);
  return linearScale(Math.max(low - air, 0), high + air, PLOT.bottom, PLOT.top);
}

function byteAxis(scale: Scale): Html {
  const unit = byteAxisUnit(scale.high);
  const marks = ticks(scale, unit.size, 4).map((value) => {
    const y = coordinate(scale.at(value));
    return html`<path d="M${PLOT.left} ${y}H${PLOT.right}" stroke="currentColor" stroke-opacity="0.1" />
      ${tickLabel(PLOT.left - 8, y + BELOW_MIDDLE, "end", formatTick(value, unit))}`;
  });
  return html`${marks}`;
}

function timeAxis(scale: Scale): Html {
  const unit = timeAxisUnit(scale.high);
  const marks = ticks(scale, unit.size, 5).map((value) => {
    const x = coordinate(scale.at(value));
    return html`<path d="M${x} ${PLOT.bottom}v4" stroke="currentColor" stroke-opacity="0.4" />
      ${tickLabel(x, PLOT.bottom + 17, "middle", formatTick(value, unit))}`;
  });
  return html`${marks}`;
}

function tickLabel(x: number, y: number, anchor: "end" | "middle", text: string): Html {
  return html`<text x="${x}" y="${coordinate(y)}" text-anchor="${anchor}" fill="currentColor" fill-opacity="0.72">${text}</text>`;
}

function line({ tNs, rssBytes }: CurveData, time: Scale, bytes: Scale): Html {
  const points = tNs
    .slice(0, rssBytes.length)
    .map((t, index) => ({ x: coordinate(time.at(t)), y: coordinate(bytes.at(rssBytes[index]!)) }));
  const path = points.map(({ x, y }) => `${x} ${y}`).join("L");
  const top = points.reduce((highest, point) => (point.y < highest.y ? point : highest));
  const area = `${path}V${PLOT.bottom}H${points[0]!.x}Z`;
  return html`<path d="M${area}" fill="#1e88e5" fill-opacity="0.1" style="fill: ${ACCENT}" />
    <path d="M${path}" stroke="#1e88e5" stroke-width="1.75" stroke-linejoin="round" style="stroke: ${ACCENT}" />
    <circle cx="${top.x}" cy="${top.y}" r="3" fill="#1e88e5" style="fill: ${ACCENT}" />`;
}

/** Dashed lines at the exact peak and the baseline, labelled at the right, where the labels of the axis never are. */
function levelMarks(levels: readonly Level[], scale: Scale): Html {
  let labelTop = -Infinity;
  const marks = levels.map(({ name, bytes }) => {
    const y = coordinate(scale.at(bytes));
    const labelY = Math.max(y, labelTop);
    labelTop = labelY + LABEL_HEIGHT;
    return html`<path d="M${PLOT.left} ${y}H${PLOT.right}" stroke="currentColor" stroke-opacity="0.5" stroke-dasharray="${DASHES[name]}" />
      <text x="${PLOT.right + 8}" y="${coordinate(labelY + BELOW_MIDDLE)}" fill="currentColor">${name} ${formatMiB(bytes)}</text>`;
  });
  return html`${marks}`;
}

function coordinate(value: number): number {
  return Math.round(value * 10) / 10;
}
