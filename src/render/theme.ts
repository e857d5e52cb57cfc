/*
 * Inline styles. They must read well where there is no style sheet of ours: JupyterLab's variables come first, VS Code's next, then a
 * colour that shows on white and on black. Text is never coloured, only dimmed, so that it follows whatever theme surrounds it.
 */

/** The one colour of the figures. */
export const ACCENT = "var(--jp-brand-color1, var(--vscode-charts-blue, #1e88e5))";

/** Colours of curves that are told apart; the first is the one of the figures. `fallback` stands in attributes, for viewers that drop styles. */
export const SERIES: readonly { readonly css: string; readonly fallback: string }[] = [
  { css: ACCENT, fallback: "#1e88e5" },
  { css: "var(--jp-warn-color0, var(--vscode-charts-orange, #e07a10))", fallback: "#e07a10" },
  { css: "var(--jp-success-color1, var(--vscode-charts-green, #43a047))", fallback: "#43a047" },
  { css: "var(--vscode-charts-purple, #8e5cd9)", fallback: "#8e5cd9" },
  { css: "var(--vscode-charts-yellow, #a88a00)", fallback: "#a88a00" },
];

/** For what failed; always beside words that say so. */
export const ALARM = "var(--jp-error-color1, var(--vscode-errorForeground, #d9453d))";

export const CARD =
  "font-family: var(--jp-ui-font-family, system-ui, sans-serif); font-size: 13px; line-height: 1.5; color: var(--jp-ui-font-color1, inherit); " +
  "max-width: 640px; margin: 4px 0; font-variant-numeric: tabular-nums";

export const DIM = "opacity: 0.72; font-size: 12px";

export const ALERT = `margin: 0 0 8px; padding: 1px 0 1px 10px; border-left: 3px solid ${ALARM}`;

export const FIGURES = "display: flex; flex-wrap: wrap; gap: 2px 20px; margin: 0 0 6px";

/** Wide enough that figures of several outputs stand in line, and do not move when a digit is added. */
export const FIGURE = "min-width: 118px";

export const SMALL_FIGURE = "min-width: 80px";

export const FIGURE_LABEL = `display: block; ${DIM}`;

/** What a reader looks for first. */
export const HEADLINE = "font-size: 18px; font-weight: 500; white-space: nowrap";

export const SMALL_VALUE = "font-size: 13px; font-weight: 400; white-space: nowrap";

export const TABLE =
  "margin: 2px 0; border: none; border-collapse: collapse; font-size: 12px; table-layout: auto; width: auto; color: inherit";

export const SUMMARY = `cursor: pointer; ${DIM}`;

/** Text whose lines and columns are as they are. */
export const PREFORMATTED = "margin: 4px 0; overflow-x: auto; font-size: 12px; line-height: 1.35";
