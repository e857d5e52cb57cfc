import type { FindingsView, GraphAnswer, GraphReport, HeapFinding, HeapObject, VariableRow } from "../model/heap-graph";
import { growthHtml, growthText } from "./growth";
import { objectText } from "./heap-edge";
import { html, type Html } from "./html";
import { dimLine, unfold } from "./page";
import { drawReferenceGraph } from "./reference-graph";
import { referenceText } from "./reference-text";
import { pathGroupsHtml, pathGroupsText } from "./retaining-path";
import { type Column, table } from "./table";
import { tableText } from "./table-text";
import { lines } from "./text";
import { PREFORMATTED } from "./theme";
import { count, formatBytes, formatCount } from "./units";
import { visible, visibleWithin } from "./visible";

const MAX_KIND = 100;
const MAX_SAMPLE = 80;

/** The answers of a snapshot, one below the other. */
export function graphText(report: GraphReport): string {
  return lines(sumsLine(report), ...report.answers.flatMap((answer) => [titleOf(answer), answerText(answer)]), ...savedLine(report));
}

/** The same on a page. */
export function graphHtml(report: GraphReport): Html {
  const answers = report.answers.map((answer) => html`<div style="margin: 6px 0">${[dimLine(titleOf(answer)), answerHtml(answer)]}</div>`);
  return html`${[dimLine(sumsLine(report)), ...answers, ...savedLine(report).map(dimLine)]}`;
}

function sumsLine({ nodeCount, edgeCount, totalBytes, counted }: GraphReport): string {
  const all = `${count(nodeCount, "object")} and ${count(edgeCount, "reference")}, ${formatBytes(totalBytes)}, in the process`;
  if (counted.objectCount === nodeCount) return all;
  return `${count(counted.objectCount, "object")}, ${formatBytes(counted.bytes)} (of ${all})`;
}

function savedLine({ savedTo }: GraphReport): string[] {
  return savedTo === undefined ? [] : [`The snapshot was saved to ${visible(savedTo)}: it holds every string of the program.`];
}

function titleOf(answer: GraphAnswer): string {
  switch (answer.kind) {
    case "variables":
      return "Variables: what each takes, what would be freed with it alone, and what it shares with others";
    case "retained":
      return "Retained: what would be freed with all objects of a kind";
    case "dominators":
      return "Dominators: the objects with which most would be freed";
    case "duplicates":
      return `Duplicates: ${formatBytes(answer.strings.wastedBytes + answer.objects.wastedBytes)} would be saved if each were there once`;
    case "collections":
      return "Collections that alone keep most alive";
    case "fan-out":
      return "Objects that hold the most entries";
    case "strings":
      return "The largest strings";
    case "globals":
      return "On globalThis, and not Node's own";
    case "growth":
      return `Growth: what became more with each of ${answer.runs} runs, after one to warm up`;
    case "paths":
      return `Why ${visibleWithin(answer.of, MAX_KIND)} is alive`;
    case "referrers":
      return `What holds ${visibleWithin(answer.of, MAX_KIND)}`;
    case "references":
      return `What ${visibleWithin(answer.of, MAX_KIND)} holds`;
    case "nothing":
      return `Nothing for --${answer.view}: ${visibleWithin(answer.why, 300)}`;
  }
}

/** A table, ready to print. */
interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly moreRows: number;
}

function answerText(answer: GraphAnswer): string {
  switch (answer.kind) {
    case "growth":
      return growthText(answer);
    case "paths":
      return pathGroupsText(answer.groups);
    case "referrers":
    case "references":
      return referenceText(answer.graph);
    case "nothing":
      return "";
    default: {
      const { columns, rows, moreRows } = rowsOf(answer);
      return tableText(columns, rows, moreRows);
    }
  }
}

function answerHtml(answer: GraphAnswer): Html | undefined {
  switch (answer.kind) {
    case "growth":
      return growthHtml(answer);
    case "paths":
      return pathGroupsHtml(answer.groups);
    case "referrers":
    case "references":
      return html`${[drawReferenceGraph(answer.graph), unfold("as text", html`<pre style="${PREFORMATTED}">${referenceText(answer.graph)}</pre>`)]}`;
    case "nothing":
      return undefined;
    default: {
      const { columns, rows, moreRows } = rowsOf(answer);
      return html`${[table(columns, rows), dimLine(moreRows > 0 ? `${count(moreRows, "further row")}: see --limit` : undefined)]}`;
    }
  }
}

type Listed = Extract<GraphAnswer, { readonly kind: "variables" | "retained" | "dominators" | "duplicates" | FindingsView }>;

function rowsOf(answer: Listed): Rows {
  switch (answer.kind) {
    case "variables":
      return {
        columns: [...right("Size", "Retained", "Shared"), ...left("Variable", "Kind", "Shared with")],
        rows: answer.rows.map(variableCells),
        moreRows: answer.moreRows,
      };
    case "retained":
      return {
        columns: [...right("Count", "Size", "Retained"), ...left("Kind")],
        rows: answer.rows.map(({ kind, count: objects, shallowBytes, retainedBytes }) => [
          formatCount(objects),
          formatBytes(shallowBytes),
          formatBytes(retainedBytes),
          visibleWithin(kind, MAX_KIND),
        ]),
        moreRows: answer.moreRows,
      };
    case "dominators":
      return {
        columns: [...right("Size", "Retained"), ...left("Object", "Id")],
        rows: answer.rows.map(objectCells),
        moreRows: answer.moreRows,
      };
    case "duplicates":
      return duplicateRows(answer);
    default:
      return { columns: [...right("Size", "Retained"), ...left("Object", "Id", "")], rows: answer.findings.map(findingCells), moreRows: 0 };
  }
}

function duplicateRows({ strings, objects }: Extract<Listed, { readonly kind: "duplicates" }>): Rows {
  const rows = [...strings.rows, ...objects.rows].sort((a, b) => b.wastedBytes - a.wastedBytes);
  return {
    columns: [...right("Wasted", "Count", "Size"), ...left("Kind", "Such as")],
    rows: rows.map(({ kind, sample, count: copies, bytes, wastedBytes }) => [
      formatBytes(wastedBytes),
      formatCount(copies),
      formatBytes(bytes),
      visibleWithin(kind, MAX_KIND),
      visibleWithin(sample, MAX_SAMPLE),
    ]),
    moreRows: strings.rowCount + objects.rowCount - rows.length,
  };
}

function findingCells({ object, why }: HeapFinding): string[] {
  return [...objectCells(object), visibleWithin(why, MAX_SAMPLE)];
}

function variableCells({ name, kind, shallowBytes, retainedBytes, sharedBytes, sharedWith }: VariableRow): string[] {
  const others = sharedWith.map((other) => visibleWithin(other, MAX_KIND)).join(", ");
  return [
    formatBytes(shallowBytes),
    formatBytes(retainedBytes),
    formatBytes(sharedBytes),
    visibleWithin(name, MAX_KIND),
    visibleWithin(kind, MAX_KIND),
    others,
  ];
}

function objectCells(object: HeapObject): string[] {
  const { id, shallowBytes, retainedBytes } = object;
  return [formatBytes(shallowBytes), retainedBytes === undefined ? "–" : formatBytes(retainedBytes), objectText(object), `@${id}`];
}

function right(...names: readonly string[]): Column[] {
  return names.map((name) => ({ name, align: "right" }));
}

function left(...names: readonly string[]): Column[] {
  return names.map((name) => ({ name, align: "left" }));
}
