import type { HeapEdge, PathGroup, PathRoot, PathStep, RetainingPath } from "../model/heap-graph";
import { edgeText, objectText } from "./heap-edge";
import { html, type Html } from "./html";
import { lines } from "./text";
import { DIM } from "./theme";
import { count, formatBytes } from "./units";
import { visibleWithin } from "./visible";

const MAX_NAME = 60;
/** More steps than these are told by their first and their last ones, such as those of a linked list. */
const MOST_STEPS = 24;
const MONOSPACE = "font-family: var(--jp-code-font-family, monospace)";

/** Places inside of objects that only V8 knows; what lies in them is told as held by the object. */
const INSIDE: ReadonlySet<string> = new Set(["table", "elements", "properties", "context", "previous"]);

/** A path as one line: `` `rows` (cell 4) → Map → closure `cb` → captured `data`: Array``. */
export function pathText(path: RetainingPath): string {
  return [rootText(path.root), ...partsOf(path).map(partText)].join(" → ");
}

/** {@link pathText} as markup. */
export function pathHtml(path: RetainingPath): Html {
  const parts = partsOf(path).map(
    ({ edge, object }) => html`<span style="${DIM}"> → ${edge === "" ? "" : `${edge}: `}</span><span style="${MONOSPACE}">${object}</span>`,
  );
  return html`<div style="overflow-wrap: anywhere"><strong>${rootText(path.root)}</strong>${parts}</div>`;
}

/** Paths of a class's objects, two lines each: how many there are, and how they are held. */
export function pathGroupsText(groups: readonly PathGroup[]): string {
  return lines(groups.flatMap((group) => [groupTitle(group), `  ${pathText(group.path)}`]));
}

/** {@link pathGroupsText} as markup. */
export function pathGroupsHtml(groups: readonly PathGroup[]): Html {
  return html`${groups.map(
    (group) =>
      html`<div style="margin: 0 0 6px">
        <div style="${DIM}">${groupTitle(group)}</div>
        ${pathHtml(group.path)}
      </div>`,
  )}`;
}

function groupTitle({ count: objects, bytes }: PathGroup): string {
  return `${count(objects, "object")}, ${formatBytes(bytes)}${objects === 1 ? "" : ", such as"}:`;
}

interface Part {
  readonly edge: string;
  readonly object: string;
}

function partText({ edge, object }: Part): string {
  return edge === "" ? object : `${edge}: ${object}`;
}

function rootText(root: PathRoot): string {
  const name = visibleWithin(root.name, MAX_NAME);
  if (root.kind === "v8") return name;
  return root.cell === undefined ? `\`${name}\`` : `\`${name}\` (cell ${root.cell})`;
}

function partsOf({ root, steps }: RetainingPath): readonly Part[] {
  const shown = steps.filter((step, index) => !isRoot(step, index, root) && !(isInside(step.edge) && index < steps.length - 1));
  const parts = shown.map((step, index) => ({
    edge: index === 0 && root.kind === "variable" ? "" : edgeText(step.edge),
    object: objectText(step.to),
  }));
  if (parts.length <= MOST_STEPS) return parts;
  const half = MOST_STEPS / 2;
  return [...parts.slice(0, half), { edge: "", object: `… ${count(parts.length - MOST_STEPS, "object")} …` }, ...parts.slice(-half)];
}

/** The global object is named as the root already. */
function isRoot({ edge }: PathStep, index: number, root: PathRoot): boolean {
  return index === 0 && root.kind === "v8" && edge.how === "internal" && edge.name === root.name;
}

function isInside({ how, name }: HeapEdge): boolean {
  return how === "internal" && INSIDE.has(name);
}
