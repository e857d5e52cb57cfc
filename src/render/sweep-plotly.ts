import type { LawCurve } from "../model/sweep-result";
import { type FigureLine, type FigurePanel, type FigureSeries, type SweepFigure, splitAt } from "./sweep-figure";
import { SERIES } from "./theme";
import { byteAxisUnit, timeAxisUnit } from "./units";

/** The MIME type that JupyterLab and VS Code draw with plotly.js. */
export const PLOTLY_MIME_TYPE = "application/vnd.plotly.v1+json";

/** A trace or a layout, as plotly.js takes them. */
type PlotlyObject = Readonly<Record<string, unknown>>;

/** What {@link PLOTLY_MIME_TYPE} holds. */
export interface PlotlyFigure {
  readonly data: readonly PlotlyObject[];
  readonly layout: PlotlyObject;
  readonly config: PlotlyObject;
}

/** Where panels lie, from the bottom (0) to the top (1). */
const DOMAINS = {
  one: [[0, 1]],
  two: [
    [0.42, 1],
    [0, 0.34],
  ],
} as const;

/** The picture for plotly.js, which can be zoomed: both panels share one axis of sizes. */
export function plotlyFigure(figure: SweepFigure): PlotlyFigure {
  const { title, sizes, marks } = figure;
  const panels = figure.panels.map(inReadableUnit);
  const domains = panels.length > 1 ? DOMAINS.two : DOMAINS.one;
  const axes = panels.map((panel, index) => [`yaxis${suffix(index)}`, valueAxis(panel, domains[index]!)] as const);
  const layout = {
    title: { text: escaped(title), font: { size: 14 } },
    hovermode: "x unified",
    showlegend: panels.some(({ series }) => series.length > 1),
    margin: { l: 70, r: 20, t: 50, b: 50 },
    height: panels.length > 1 ? 520 : 380,
    xaxis: { title: { text: escaped(sizes.name) }, type: sizes.isLog ? "log" : "linear", anchor: `y${suffix(panels.length - 1)}` },
    ...Object.fromEntries(axes),
    shapes: [...panels.flatMap(levelShapes), ...marks.map(({ size }) => vertical(size)), ...unmeasured(figure)],
    annotations: [
      ...panels.flatMap(levelLabels),
      ...marks.map(({ size, label }) => markLabel(sizes.isLog ? Math.log10(size) : size, label)),
    ],
    updatemenus: [SCALE_MENU],
  };
  return {
    data: panels.flatMap((panel, index) => tracesOf(panel, index, sizes.measuredTo)),
    layout,
    config: { responsive: true, displaylogo: false },
  };
}

function tracesOf({ series, expected, name }: FigurePanel, panel: number, measuredTo: number): readonly PlotlyObject[] {
  const axis = { yaxis: `y${suffix(panel)}`, xaxis: "x" };
  const traces = series.flatMap((one, index) =>
    seriesTraces(one, colorOf(index), `${one.label === undefined ? "" : `${one.label}: `}${name}`, measuredTo),
  );
  const line = expected && { ...xy(expected), mode: "lines", name: "expected", line: { color: "gray", dash: "dot" } };
  return [...traces, ...(line ? [line] : [])].map((trace) => ({ ...trace, ...axis, type: "scatter" }));
}

function seriesTraces({ runs, middles, law }: FigureSeries, color: string, name: string, measuredTo: number): readonly PlotlyObject[] {
  const group = { legendgroup: escaped(name) };
  return [
    ...(law ? lawTraces(law, color, measuredTo) : []),
    {
      ...xy(runs),
      mode: "markers",
      name: "runs",
      hoverinfo: "skip",
      showlegend: false,
      marker: { color, symbol: "circle-open", size: 6, opacity: 0.7 },
    },
    { ...xy(middles), mode: "markers", name: escaped(name), marker: { color, size: 8 } },
  ].map((trace) => ({ ...trace, ...group }));
}

function lawTraces(law: LawCurve, color: string, measuredTo: number): readonly PlotlyObject[] {
  const [inside, outside] = splitAt(law, measuredTo);
  const edge = { mode: "lines", line: { width: 0 }, hoverinfo: "skip", showlegend: false };
  return [
    { x: law.sizes, y: law.low, ...edge },
    { x: law.sizes, y: law.high, ...edge, fill: "tonexty", fillcolor: `${color}26` },
    { ...xy(inside), mode: "lines", name: "law", showlegend: false, line: { color, width: 2 } },
    ...(outside.sizes.length > 1
      ? [
          {
            ...xy(outside),
            mode: "lines",
            name: "law, beyond what was measured",
            showlegend: false,
            line: { color, width: 2, dash: "dash" },
          },
        ]
      : []),
  ];
}

function xy({ sizes, values }: FigureLine): PlotlyObject {
  return { x: sizes, y: values };
}

function valueAxis({ name }: FigurePanel, domain: readonly [number, number]): PlotlyObject {
  return { title: { text: escaped(name) }, domain, rangemode: "tozero" };
}

/** Plotly.js knows powers of ten only: MiB and the like have to be its numbers. */
function inReadableUnit(panel: FigurePanel): FigurePanel {
  const highest = Math.max(0, ...panel.series.flatMap(({ runs }) => runs.values));
  const { symbol, size } = panel.unit === "bytes" ? byteAxisUnit(highest) : timeAxisUnit(highest);
  const scaled = (values: readonly number[]): readonly number[] => values.map((value) => value / size);
  const line = <Line extends FigureLine>(one: Line): Line => ({ ...one, values: scaled(one.values) });
  return {
    ...panel,
    name: `${panel.name} (${symbol})`,
    series: panel.series.map((one) => ({
      ...one,
      runs: line(one.runs),
      middles: line(one.middles),
      ...(one.law && { law: { ...line(one.law), low: scaled(one.law.low), high: scaled(one.law.high) } }),
    })),
    ...(panel.expected && { expected: line(panel.expected) }),
    levels: panel.levels.map((level) => ({ ...level, value: level.value / size })),
  };
}

function levelShapes({ levels }: FigurePanel, panel: number): readonly PlotlyObject[] {
  return levels.map(({ value }) => ({
    type: "line",
    xref: "paper",
    x0: 0,
    x1: 1,
    yref: `y${suffix(panel)}`,
    y0: value,
    y1: value,
    line: { color: "#d9453d", dash: "dash", width: 1.5 },
  }));
}

function levelLabels({ levels }: FigurePanel, panel: number): readonly PlotlyObject[] {
  return levels.map(({ value, label }) => ({
    text: escaped(label),
    xref: "paper",
    x: 1,
    xanchor: "right",
    yref: `y${suffix(panel)}`,
    y: value,
    yanchor: "bottom",
    showarrow: false,
  }));
}

function vertical(size: number): PlotlyObject {
  return { type: "line", xref: "x", x0: size, x1: size, yref: "paper", y0: 0, y1: 1, line: { color: "gray", dash: "dot", width: 1.5 } };
}

/** On a logarithmic axis plotly.js wants the place of an annotation as a logarithm. */
function markLabel(x: number, label: string): PlotlyObject {
  return { text: escaped(label), xref: "x", x, yref: "paper", y: 1, yanchor: "bottom", showarrow: false };
}

function unmeasured({ sizes: { measuredTo, high } }: SweepFigure): readonly PlotlyObject[] {
  if (measuredTo >= high) return [];
  return [
    {
      type: "rect",
      xref: "x",
      x0: measuredTo,
      x1: high,
      yref: "paper",
      y0: 0,
      y1: 1,
      fillcolor: "gray",
      opacity: 0.08,
      line: { width: 0 },
      layer: "below",
    },
  ];
}

/** Of the upper panel: a straight line is to look straight, and small sizes are to be seen. */
const SCALE_MENU: PlotlyObject = {
  type: "buttons",
  direction: "right",
  x: 1,
  xanchor: "right",
  y: 1.12,
  buttons: ["linear", "log"].map((type) => ({ label: type, method: "relayout", args: ["yaxis.type", type] })),
};

function suffix(index: number): string {
  return index === 0 ? "" : String(index + 1);
}

function colorOf(index: number): string {
  return SERIES[index % SERIES.length]!.fallback;
}

/** Plotly.js takes some markup in its texts. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
