import type { StateSummary } from "../model/state-summary";
import type { Html } from "./html";
import { dimLine, unfold } from "./page";
import { table } from "./table";
import { formatBytes, formatCount, formatDuration } from "./units";
import { visibleWithin } from "./visible";

/** Names of one kind that the line lists, and rows of a table; of more, the rest is counted. */
const MAX_NAMES = 8;
const MAX_ROWS = 20;

const MAX_NAME = 60;
const MAX_NAME_IN_LINE = 24;
const MAX_LINE = 500;
const MAX_HOW = 200;

/** Smaller things are named without their size. */
const WORTH_A_SIZE_BYTES = 100 * 1024;

type Copied = StateSummary["copied"][number];
type Replayed = StateSummary["replayed"][number];

/** What a new process was given of the notebook, `state: copied rows (38.10 MiB), seed; rebuilt parse, Row; loaded lodash; 12 ms`. */
export function stateLine({ copied, replayed, carryNs }: StateSummary): string {
  const parts = [
    ...(copied.length === 0 ? [] : [`copied ${nameList(bySize(copied).map(nameWithSize))}`]),
    ...[...byVerb(replayed)].map(([verb, names]) => `${verb} ${nameList(names)}`),
  ];
  const time = carryNs === undefined ? [] : [formatDuration(carryNs)];
  const line = `state: ${[...(parts.length === 0 ? ["nothing was needed"] : parts), ...time].join("; ")}`;
  return visibleWithin(line, MAX_LINE);
}

/** The same for a page, with everything to unfold. */
export function stateBlock(state: StateSummary): Html {
  const { copied, replayed } = state;
  return unfold(
    stateLine(state),
    ...(copied.length === 0 ? [] : [copiedTable(bySize(copied)), moreLine(copied.length)]),
    ...(replayed.length === 0 ? [] : [replayedTable(replayed), moreLine(replayed.length)]),
  );
}

function copiedTable(copied: readonly Copied[]): Html {
  const rows = copied.slice(0, MAX_ROWS).map(({ name, bytes }) => [nameOf(name), formatBytes(bytes)]);
  return table(
    [
      { name: "copied", align: "left", width: 140 },
      { name: "size", align: "right" },
    ],
    rows,
  );
}

function replayedTable(replayed: readonly Replayed[]): Html {
  const rows = replayed.slice(0, MAX_ROWS).map(({ name, how }) => [nameOf(name), visibleWithin(how, MAX_HOW)]);
  return table(
    [
      { name: "made anew", align: "left", width: 140 },
      { name: "how", align: "left" },
    ],
    rows,
  );
}

function moreLine(rows: number): Html | undefined {
  return dimLine(rows > MAX_ROWS ? `and ${formatCount(rows - MAX_ROWS)} more` : undefined);
}

/** The largest first; those of one size as they came. */
function bySize(copied: readonly Copied[]): readonly Copied[] {
  return [...copied].sort((a, b) => b.bytes - a.bytes);
}

function nameWithSize({ name, bytes }: Copied): string {
  return bytes < WORTH_A_SIZE_BYTES ? shortened(name) : `${shortened(name)} (${formatBytes(bytes)})`;
}

/** Names by the verb with which their `how` begins, both in the order in which they came. */
function byVerb(replayed: readonly Replayed[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { name, how } of replayed) {
    const verb = shortened(/\S+/.exec(how)?.[0] ?? "made");
    groups.set(verb, [...(groups.get(verb) ?? []), shortened(name)]);
  }
  return groups;
}

function nameList(names: readonly string[]): string {
  const listed = names.slice(0, MAX_NAMES).join(", ");
  return names.length > MAX_NAMES ? `${listed} and ${formatCount(names.length - MAX_NAMES)} more` : listed;
}

function shortened(name: string): string {
  return visibleWithin(name, MAX_NAME_IN_LINE);
}

function nameOf(name: string): string {
  return visibleWithin(name, MAX_NAME);
}
