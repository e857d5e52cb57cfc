import type { LawCurve } from "../model/sweep-result";
import { html, type Html } from "./html";
import { linearScale, logScale, logTicks, ticks, type Scale } from "./scale";
import { type FigureLine, type FigurePanel, type FigureSeries, type SizeAxis, type SweepFigure, splitAt } from "./sweep-figure";
import { ALARM, SERIES } from "./theme";
import { byteAxisUnit, formatSize, formatTick, timeAxisUnit } from "./units";

const WIDTH = 640;
const PLOT = { left: 68, right: 520, top: 14 };
/** One panel alone is as high as the first of two. */
const PANEL_HEIGHTS = [200, 120];
const PANEL_GAP = 26;
const AXIS_HEIGHT = 38;
/** Where the crosses of sizes without a value stand, below the upper edge of a panel. */
const FAILED_AT = 8;
/** From the middle of a line of text to its base. */
const BELOW_MIDDLE = 4;
const LABEL_HEIGHT = 13;

/** A part of the drawing: where one panel lies. */
interface Frame {
  readonly top: number;
  readonly bottom: number;
}

/**
 * The picture as static inline SVG. Shapes differ as well as colours: dots and lines, solid where it was measured, dashed beyond. Texts come in
 * reading order, for viewers that drop the shapes.
 */
export function drawSweep(figure: SweepFigure): Html {
  const frames = framesOf(figure.panels.length);
  const bottom = frames.at(-1)?.bottom ?? PLOT.top;
  const height = bottom + AXIS_HEIGHT;
  const sizes = sizeScale(figure.sizes);
  return html`<svg
    role="img"
    aria-label="${figure.title}"
    width="${WIDTH}"
    height="${height}"
    viewBox="0 0 ${WIDTH} ${height}"
    style="display: block; max-width: 100%; height: auto"
    font-size="11"
    fill="none"
  >
    <title>${figure.title}</title>
    ${figure.panels.map((panel, index) => drawPanel(panel, frames[index]!, sizes, figure.sizes))}
    ${drawSizeAxis(figure.sizes, sizes, bottom)} ${drawMarks(figure, sizes, bottom)}
  </svg>`;
}

function framesOf(count: number): readonly Frame[] {
  let top = PLOT.top;
  return PANEL_HEIGHTS.slice(0, count).map((height) => {
    const frame = { top, bottom: top + height };
    top = frame.bottom + PANEL_GAP;
    return frame;
  });
}

function sizeScale({ low, high, isLog }: SizeAxis): Scale {
  return isLog ? logScale(low, high, PLOT.left, PLOT.right) : linearScale(low, high, PLOT.left, PLOT.right);
}

function drawPanel(panel: FigurePanel, frame: Frame, sizes: Scale, axis: SizeAxis): Html {
  const scale = linearScale(0, highestOf(panel) * 1.06, frame.bottom, frame.top);
  const series = panel.series.map((one, index) => drawSeries(one, { index, sizes, scale, frame, measuredTo: axis.measuredTo }));
  return html`<text x="${PLOT.left}" y="${frame.top - 4}" fill="currentColor">${panel.name}</text> ${unmeasured(axis, sizes, frame)}
    ${valueAxis(panel, scale, frame)} ${series}
    ${panel.expected && html`<path d="${path(panel.expected, sizes, scale)}" stroke="currentColor" stroke-opacity="0.6" stroke-dasharray="1 3" />`}
    ${drawLabels(panel, scale)} ${drawLevels(panel, scale)}`;
}

/** Of what was measured and of its limits: a law that leads far beyond is cut off. */
function highestOf({ series, levels, expected }: FigurePanel): number {
  const measured = series.flatMap(({ runs }) => runs.values);
  const highest = Math.max(0, ...measured);
  const close = [...levels.map(({ value }) => value), ...(expected?.values ?? []), ...series.flatMap(({ law }) => law?.values ?? [])];
  return Math.max(highest, ...close.filter((value) => value <= 2.5 * highest)) || 1;
}

function unmeasured({ measuredTo, high }: SizeAxis, sizes: Scale, { top, bottom }: Frame): Html | undefined {
  if (measuredTo >= high) return undefined;
  const x = round(sizes.at(measuredTo));
  return html`<rect
    x="${x}"
    y="${top}"
    width="${round(PLOT.right - x)}"
    height="${bottom - top}"
    fill="currentColor"
    fill-opacity="0.05"
  />`;
}

interface SeriesPlace {
  readonly index: number;
  readonly sizes: Scale;
  readonly scale: Scale;
  readonly frame: Frame;
  readonly measuredTo: number;
}

function drawSeries({ runs, middles, failedSizes, law }: FigureSeries, place: SeriesPlace): Html {
  const { index, sizes, scale, frame } = place;
  const { css, fallback } = SERIES[index % SERIES.length]!;
  const dots = runs.sizes.map((size, at) => {
    const [x, y] = [round(sizes.at(size)), round(scale.at(runs.values[at]!))];
    return html`<circle cx="${x}" cy="${y}" r="2.5" />`;
  });
  const centers = middles.sizes.map((size, at) => center(index, round(sizes.at(size)), round(scale.at(middles.values[at]!))));
  const crosses = failedSizes.map((size) => {
    const [x, y] = [round(sizes.at(size)), frame.top + FAILED_AT];
    return html`<path d="M${x - 4} ${y - 4}l8 8M${x - 4} ${y + 4}l8 -8" stroke="#d9453d" style="stroke: ${ALARM}" stroke-width="1.5" />`;
  });
  return html`${law ? drawLaw(law, place) : drawConnection(middles, place)}
    <g stroke="${fallback}" style="stroke: ${css}" stroke-opacity="0.7">${dots}</g>
    <g fill="${fallback}" style="fill: ${css}">${centers}</g> ${crosses}`;
}

/** Shapes tell series apart where colours do not. */
function center(index: number, x: number, y: number): Html {
  return index % 2 === 0
    ? html`<circle cx="${x}" cy="${y}" r="3.2" />`
    : html`<rect x="${round(x - 3)}" y="${round(y - 3)}" width="6" height="6" />`;
}

function drawLaw(law: LawCurve, { index, sizes, scale, measuredTo }: SeriesPlace): Html {
  const { css, fallback } = SERIES[index % SERIES.length]!;
  const [inside, outside] = splitAt(law, measuredTo);
  const within = (value: number): number => Math.min(Math.max(value, scale.low), scale.high);
  const upper = points(law.sizes, law.high.map(within), sizes, scale);
  const lower = points(law.sizes, law.low.map(within), sizes, scale).reverse();
  const clipped = (line: FigureLine): string => path(visiblePart(line, scale.high), sizes, scale);
  const stroke = (line: FigureLine, dash: string): Html | undefined =>
    line.sizes.length < 2
      ? undefined
      : html`<path d="${clipped(line)}" stroke="${fallback}" style="stroke: ${css}" stroke-width="1.5" stroke-dasharray="${dash}" />`;
  return html`<path d="M${[...upper, ...lower].join("L")}Z" fill="${fallback}" style="fill: ${css}" fill-opacity="0.13" />
    ${stroke(inside, "none")} ${stroke(outside, "5 4")}`;
}

/** Where there is no law: a thin line shows which sizes belong together. */
function drawConnection(middles: FigureLine, { index, sizes, scale }: SeriesPlace): Html | undefined {
  const { css, fallback } = SERIES[index % SERIES.length]!;
  if (middles.sizes.length < 2) return undefined;
  return html`<path d="${path(middles, sizes, scale)}" stroke="${fallback}" style="stroke: ${css}" stroke-opacity="0.5" />`;
}

/** A line up to where it leaves the panel. */
function visiblePart({ sizes, values }: FigureLine, highest: number): FigureLine {
  const end = values.findIndex((value) => value > highest);
  return end < 0 ? { sizes, values } : { sizes: sizes.slice(0, end), values: values.slice(0, end) };
}

/** The names of the series at the ends of their lines, below each other where these meet. */
function drawLabels({ series }: FigurePanel, scale: Scale): Html {
  const places = series
    .map(({ label, middles }, index) => ({ label, index, y: scale.at(middles.values.at(-1) ?? 0) + BELOW_MIDDLE }))
    .sort((a, b) => a.y - b.y);
  let top = -Infinity;
  const texts = places.map(({ label, index, y }) => {
    if (label === undefined) return undefined;
    top = Math.max(y, top + LABEL_HEIGHT);
    const { css, fallback } = SERIES[index % SERIES.length]!;
    return html`<text x="${PLOT.right + 8}" y="${round(top)}" fill="${fallback}" style="fill: ${css}">${label}</text>`;
  });
  return html`${texts}`;
}

function valueAxis({ unit }: FigurePanel, scale: Scale, { top, bottom }: Frame): Html {
  const axisUnit = unit === "bytes" ? byteAxisUnit(scale.high) : timeAxisUnit(scale.high);
  const marks = ticks(scale, axisUnit.size, bottom - top >= PANEL_HEIGHTS[0]! ? 5 : 3).map((value) => {
    const y = round(scale.at(value));
    return html`<path d="M${PLOT.left} ${y}H${PLOT.right}" stroke="currentColor" stroke-opacity="0.1" />
      <text x="${PLOT.left - 8}" y="${y + BELOW_MIDDLE}" text-anchor="end" fill="currentColor" fill-opacity="0.72">
        ${formatTick(value, axisUnit)}
      </text>`;
  });
  return html`${marks}`;
}

function drawSizeAxis({ name, isLog }: SizeAxis, sizes: Scale, bottom: number): Html {
  const marks = (isLog ? logTicks(sizes, 7) : ticks(sizes, 1, 6)).map((size) => {
    const x = round(sizes.at(size));
    return html`<path d="M${x} ${bottom}v4" stroke="currentColor" stroke-opacity="0.4" />
      <text x="${x}" y="${bottom + 17}" text-anchor="middle" fill="currentColor" fill-opacity="0.72">${formatSize(size)}</text>`;
  });
  return html`<path d="M${PLOT.left} ${bottom}H${PLOT.right}" stroke="currentColor" stroke-opacity="0.4" />
    ${marks}
    <text x="${PLOT.right}" y="${bottom + 32}" text-anchor="end" fill="currentColor" fill-opacity="0.72">${name}</text>`;
}

function drawLevels({ levels }: FigurePanel, scale: Scale): Html {
  let labelTop = -Infinity;
  const shown = levels.filter(({ value }) => value <= scale.high).sort((a, b) => b.value - a.value);
  const marks = shown.map(({ value, label }) => {
    const y = round(scale.at(value));
    const labelY = Math.max(y, labelTop);
    labelTop = labelY + LABEL_HEIGHT;
    return html`<path d="M${PLOT.left} ${y}H${PLOT.right}" stroke="#d9453d" style="stroke: ${ALARM}" stroke-dasharray="6 4" />
      <text x="${PLOT.right + 8}" y="${round(labelY + BELOW_MIDDLE)}" fill="currentColor">${label}</text>`;
  });
  return html`${marks}`;
}

function drawMarks({ marks }: SweepFigure, sizes: Scale, bottom: number): Html {
  const lines = marks.map(({ size, label }) => {
    const x = round(sizes.at(size));
    const isRight = x > (PLOT.left + PLOT.right) / 2;
    return html`<path d="M${x} ${PLOT.top}V${bottom}" stroke="currentColor" stroke-opacity="0.6" stroke-dasharray="3 3" />
      <text x="${x + (isRight ? -5 : 5)}" y="${PLOT.top + 10}" text-anchor="${isRight ? "end" : "start"}" fill="currentColor"
        >${label}</text
      >`;
  });
  return html`${lines}`;
}

function path({ sizes: at, values }: FigureLine, sizes: Scale, scale: Scale): string {
  return at.length === 0 ? "" : `M${points(at, values, sizes, scale).join("L")}`;
}

function points(at: readonly number[], values: readonly number[], sizes: Scale, scale: Scale): string[] {
  return at.map((size, index) => `${round(sizes.at(size))} ${round(scale.at(values[index]!))}`);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
