import type { GrowthRows, KindGrowth, ObjectGrowth } from "../model/heap-graph";
import { objectText } from "./heap-edge";
import { html, type Html } from "./html";
import { dimLine } from "./page";
import { pathText } from "./retaining-path";
import { type Column, table } from "./table";
import { tableText } from "./table-text";
import { lines } from "./text";
import { count, formatBytes, formatCount } from "./units";
import { visibleWithin } from "./visible";

const MAX_KIND = 100;
/** Of a longer series only its first values and its last are told. */
const MOST_VALUES = 5;

/** What became more with each run of a cell: kinds, then single objects, each with the way on which it is held. */
export function growthText({ kinds, moreKinds, objects, moreObjects }: GrowthRows): string {
  if (kinds.length + objects.length === 0) return NOTHING;
  return lines(
    ...(kinds.length > 0 ? [tableText(KIND_COLUMNS, kinds.map(kindCells), moreKinds)] : []),
    ...(objects.length > 0 ? [tableText(OBJECT_COLUMNS, objects.map(objectCells), moreObjects)] : []),
  );
}

/** {@link growthText} as markup. */
export function growthHtml({ kinds, moreKinds, objects, moreObjects }: GrowthRows): Html {
  if (kinds.length + objects.length === 0) return html`${[dimLine(NOTHING)]}`;
  return html`${[
    kinds.length > 0 ? table(KIND_COLUMNS, kinds.map(kindCells)) : undefined,
    dimLine(furtherRows(moreKinds)),
    objects.length > 0 ? table(OBJECT_COLUMNS, objects.map(objectCells)) : undefined,
    dimLine(furtherRows(moreObjects)),
  ]}`;
}

const NOTHING = "nothing";

const KIND_COLUMNS: readonly Column[] = [
  { name: "Grew by", align: "right" },
  { name: "Objects, run by run", align: "right" },
  { name: "Kind", align: "left" },
];

const OBJECT_COLUMNS: readonly Column[] = [
  { name: "Retained, run by run", align: "right" },
  { name: "Values held", align: "right" },
  { name: "Object", align: "left" },
  { name: "Id", align: "left" },
  { name: "Why it is alive", align: "left" },
];

function kindCells({ kind, counts }: KindGrowth): string[] {
  const grewBy = (counts.at(-1) ?? 0) - (counts[0] ?? 0);
  return [`+${formatCount(grewBy)}`, seriesText(counts, formatCount), visibleWithin(kind, MAX_KIND)];
}

function objectCells({ object, retainedBytes, entries, path }: ObjectGrowth): string[] {
  return [
    seriesText(retainedBytes, formatBytes),
    seriesText(entries, formatCount),
    objectText(object),
    `@${object.id}`,
    path ? pathText(path) : "",
  ];
}

function seriesText(values: readonly number[], format: (value: number) => string): string {
  const shown = values.map(format);
  const told = shown.length <= MOST_VALUES ? shown : [...shown.slice(0, MOST_VALUES - 2), "…", ...shown.slice(-1)];
  return told.join(" → ");
}

function furtherRows(moreRows: number): string | undefined {
  return moreRows > 0 ? `${count(moreRows, "further row")}: see --limit` : undefined;
}
