import type { Instrument, Note } from "../model/result";
import type { Failure } from "./failure";
import type { Figure } from "./figures";
import { html, type Html } from "./html";
import { noteText } from "./text";
import { ALERT, CARD, DIM, FIGURE, FIGURE_LABEL, FIGURES, HEADLINE, SMALL_FIGURE, SMALL_VALUE, SUMMARY } from "./theme";
import { visibleWithin } from "./visible";

/** Flags and versions are short, but for those of who sets NODE_OPTIONS to something odd. */
const MAX_PART = 200;

/** The frame of one result. `summary` says the result in words, to those who hear the page. */
export function card(summary: string, ...blocks: readonly (Html | undefined)[]): string {
  return html`<div role="figure" aria-label="${summary}" style="${CARD}">${blocks}</div>`.markup;
}

/** The figures side by side, each under its name; below each other where styles are dropped. */
export function figureRow(figures: readonly Figure[]): Html | undefined {
  return styledRow(figures, FIGURE, HEADLINE);
}

/** Figures of second rank. */
export function smallFigureRow(figures: readonly Figure[]): Html | undefined {
  return styledRow(figures, SMALL_FIGURE, SMALL_VALUE);
}

/** A quiet line. */
export function dimLine(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<div style="${DIM}">${text}</div>`;
}

/** What went wrong, in words and with a bar at its side. */
export function alert(failure: Failure | undefined): Html | undefined {
  return failure && html`<p style="${ALERT}"><strong>${failure.title}:</strong> ${failure.sentence}</p>`;
}

/** Something to unfold. */
export function unfold(summary: string, ...blocks: readonly (Html | undefined)[]): Html {
  return html`<details>
    <summary style="${SUMMARY}">${summary}</summary>
    ${blocks}
  </details>`;
}

/** Notes as a list. */
export function noteList(notes: readonly Note[]): Html | undefined {
  if (notes.length === 0) return undefined;
  return html`<ul style="margin: 4px 0 0; padding-left: 18px; ${DIM}">
    ${notes.map(({ text }) => html`<li>${noteText(text)}</li>`)}
  </ul>`;
}

/** What read the numbers, for who wants to compare or to doubt them. */
export function instrumentLine({ clock, node, v8, os, flags, transparentHugePages }: Instrument): Html {
  const parts = [
    `Node ${node}`,
    `V8 ${v8}`,
    os,
    `clock ${clock}`,
    ...(flags.length === 0 ? [] : [`flags ${flags.join(" ")}`]),
    ...(transparentHugePages === undefined ? [] : [`transparent huge pages ${transparentHugePages}`]),
  ];
  return html`<div style="${DIM}">${parts.map((part) => visibleWithin(part, MAX_PART)).join(" · ")}</div>`;
}

function styledRow(figures: readonly Figure[], figureStyle: string, valueStyle: string): Html | undefined {
  if (figures.length === 0) return undefined;
  const cells = figures.map(
    ({ label, value }) =>
      html`<div style="${figureStyle}"><span style="${FIGURE_LABEL}">${label} </span><strong style="${valueStyle}">${value}</strong></div>`,
  );
  return html`<div style="${FIGURES}">${cells}</div>`;
}
