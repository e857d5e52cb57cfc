import type { LiveState } from "../model/live";
import type { MimeBundle } from "../model/mime";
import { drawCurve } from "./curve";
import { figure, figureLine, type Figure } from "./figures";
import { card, dimLine, figureRow } from "./page";
import { formatCount, formatElapsed, formatMiB } from "./units";

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
  const text = [phaseText(state), figureLine(figuresOf(state))].join(": ");
  return { "text/plain": text, "text/html": htmlOf(state) };
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
