import type { LiveState, SweepSoFar } from "../model/live";
import type { MimeBundle } from "../model/mime";
import { drawCurve } from "./curve";
import { figure, figureLine, type Figure } from "./figures";
import { card, dimLine, figureRow } from "./page";
import { html, type Html } from "./html";
import { sweepBlocks, sweepLines } from "./sweep";
import { lines } from "./text";
import { ACCENT } from "./theme";
import { formatCount, formatElapsed, formatMiB, formatSize } from "./units";

const PHASES: Readonly<Record<LiveState["phase"], string>> = {
  starting: "starting",
  setup: "running its setup",
  cell: "running",
  count: "counting what is alive",
  snapshot: "taking a heap snapshot",
  graph: "reading the heap snapshot",
  finishing: "finishing",
};

/** A measurement in progress. Its HTML has the same shape at every moment, so that nothing jumps when it is replaced. */
export function renderLive(state: LiveState): MimeBundle {
  if (state.sweep) return renderSweepLive(state, state.sweep);
  const text = [phaseText(state), figureLine(figuresOf(state))].join(": ");
  return { "text/plain": text, "text/html": htmlOf(state) };
}

/** What has been measured of a sweep, and how far it is. */
function renderSweepLive(state: LiveState, sweep: SweepSoFar): MimeBundle {
  const progress = progressText(state, sweep);
  const figures = figuresOf(state);
  return {
    "text/plain": lines([progress, figureLine(figures)].join(": "), sweep.result && sweepLines(sweep.result)),
    "text/html": card(
      progress,
      progressBar(state),
      dimLine(`${progress}: ${figureLine(figures)}`),
      ...(sweep.result ? sweepBlocks(sweep.result) : []),
    ),
  };
}

function progressText({ run, runs }: LiveState, { values, phase, leftNs }: SweepSoFar): string {
  const at = Object.entries(values)
    .map(([name, value]) => `${name} = ${formatSize(value)}`)
    .join(", ");
  const which =
    phase === "budget"
      ? `run ${formatCount(run)}, looking for the largest value within the budget`
      : `run ${formatCount(run)} of up to ${formatCount(runs)}`;
  const left = leftNs === undefined ? "" : `, about ${formatElapsed(leftNs)} left`;
  return `${which}, ${at}${left}`;
}

function progressBar({ run, runs }: LiveState): Html {
  const share = Math.round(Math.min(1, (run - 1) / runs) * 100);
  return html`<div style="height: 3px; margin: 0 0 6px; background: rgba(128, 128, 128, 0.25)">
    <div style="height: 3px; width: ${share}%; background: ${ACCENT}"></div>
  </div>`;
}

function htmlOf(state: LiveState): string {
  const { curve, baselineBytes, peakBytes } = state;
  return card(
    `%${state.kind} is ${phaseText(state)}`,
    figureRow(steadyFigures(state)),
    drawCurve({ ...curve, ...(baselineBytes !== undefined && { baselineBytes }), ...(peakBytes !== undefined && { peakBytes }) }),
    dimLine(`%${state.kind} ${phaseText(state)}`),
  );
}

function phaseText({ phase, run, runs }: LiveState): string {
  return runs > 1 ? `${PHASES[phase]}, run ${formatCount(run)} of ${formatCount(runs)}` : PHASES[phase];
}

function figuresOf({ elapsedNs, rssBytes, peakBytes }: LiveState): Figure[] {
  return [
    { label: "elapsed", value: formatElapsed(elapsedNs) },
    ...figure("RSS", rssBytes, formatMiB),
    ...figure("peak memory", peakBytes, formatMiB),
  ];
}

/** All three figures, also before there is a sample: a dash keeps the place. */
function steadyFigures({ elapsedNs, rssBytes, peakBytes }: LiveState): Figure[] {
  const place = (bytes: number | undefined): string => (bytes === undefined ? "–" : formatMiB(bytes));
  return [
    { label: "elapsed", value: formatElapsed(elapsedNs) },
    { label: "RSS now", value: place(rssBytes) },
    { label: "peak memory", value: place(peakBytes) },
  ];
}
