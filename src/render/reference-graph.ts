import type { HeapObject, Reference, ReferenceGraph } from "../model/heap-graph";
import { edgeLabel, objectText } from "./heap-edge";
import { html, type Html } from "./html";
import { ACCENT } from "./theme";
import { layOutAsTree, type TreeLayout } from "./tree-layout";
import { count, formatBytes, formatCount } from "./units";
import { visibleWithin } from "./visible";

const BOX = { width: 122, height: 30 };
const GAP = 76;
const ROW = 38;
const MARGIN = { side: 20, end: 4 };
/** Where lines of loops begin and end, below those of branches. */
const LOOP_Y = 24;
const BULGE = 16;

/** What fits into a box, and between two. */
const MAX_KIND = 18;
const MAX_EDGE = 11;

/** A place on paper: the left upper corner of a box. */
interface Corner {
  readonly x: number;
  readonly y: number;
}

/**
 * A graph of references as inline SVG: arrows lead to the right, from what refers to what it refers to; the object that was asked for is at the
 * right of its referrers, or at the left of its references. Follows the colour of the text around it.
 */
export function drawReferenceGraph(graph: ReferenceGraph): Html {
  const layout = layOutAsTree(graph);
  const width = layout.columnCount * (BOX.width + GAP) - GAP + 2 * MARGIN.side;
  const height = layout.rowCount * ROW - (ROW - BOX.height) + 2 * MARGIN.end;
  const corners = layout.places.map(({ column, row }) => cornerOf(graph, layout, column, row));
  const isBranch = new Set(layout.places.map(({ byEdge }) => byEdge));
  const arrows = graph.edges.map((edge, index) =>
    isBranch.has(index) ? branch(graph, edge, corners) : crossing(edge, corners[edge.from]!, corners[edge.to]!),
  );
  return html`<svg
    role="img"
    aria-label="${describe(graph)}"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    style="display: block; max-width: 100%; height: auto"
    font-size="11"
    fill="none"
  >
    ${arrows} ${graph.nodes.map((object, place) => box(object, corners[place]!, graph.hidden[place]!, place === 0))}
  </svg>`;
}

function describe({ direction, nodes, edges }: ReferenceGraph): string {
  const [first] = nodes;
  const what = first === undefined ? "an object" : objectText(first);
  return `${direction === "referrers" ? "what refers to" : "what is referred to by"} ${what}: ${count(nodes.length, "object")}, ${count(edges.length, "reference")}`;
}

function cornerOf({ direction }: ReferenceGraph, { columnCount }: TreeLayout, column: number, row: number): Corner {
  const place = direction === "referrers" ? columnCount - 1 - column : column;
  return { x: MARGIN.side + place * (BOX.width + GAP), y: row * ROW + MARGIN.end };
}

/** What an object is, how many references are not shown, and its id and size. */
function box(object: HeapObject, { x, y }: Corner, hidden: number, isFirst: boolean): Html {
  const more = hidden === 0 ? "" : `+${formatCount(hidden)}`;
  const kind = visibleWithin(objectText(object), more === "" ? MAX_KIND : MAX_KIND - 1 - more.length);
  const outline = `M${x} ${y}h${BOX.width}v${BOX.height}h${-BOX.width}Z`;
  const frame = isFirst
    ? html`<path d="${outline}" stroke="#1e88e5" stroke-width="1.75" style="stroke: ${ACCENT}" />`
    : html`<path d="${outline}" stroke="currentColor" stroke-opacity="0.4" />`;
  const texts = [
    html`<text x="${x + 6}" y="${y + 13}" fill="currentColor">${kind}</text>`,
    more === "" ? undefined : smallText(x + BOX.width - 6, y + 13, "end", more),
    smallText(x + 6, y + 25, "start", `@${object.id} · ${formatBytes(object.retainedBytes ?? object.shallowBytes)}`),
  ];
  return html`${[frame, ...texts]}`;
}

function smallText(x: number, y: number, anchor: "start" | "end", text: string): Html {
  return html`<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="10" fill="currentColor" fill-opacity="0.72">${text}</text>`;
}

/** To the box in the next column. The line is level beside the outer box, where it carries what the reference is called. */
function branch({ direction }: ReferenceGraph, { from, to, edge }: Reference, corners: readonly Corner[]): Html {
  const start = { x: corners[from]!.x + BOX.width, y: corners[from]!.y + BOX.height / 2 };
  const end = { x: corners[to]!.x, y: corners[to]!.y + BOX.height / 2 };
  const label = visibleWithin(edgeLabel(edge), MAX_EDGE);
  const bend = GAP / 3;
  const [line, text] =
    direction === "referrers"
      ? [
          `H${end.x - bend}C${end.x - bend / 3} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`,
          smallText(start.x + 4, start.y - 3, "start", label),
        ]
      : [
          `C${start.x + bend} ${start.y} ${start.x + bend / 3} ${end.y} ${start.x + bend} ${end.y}H${end.x}`,
          smallText(end.x - 7, end.y - 3, "end", label),
        ];
  return html`${[stroke(`M${start.x} ${start.y}${line}`, edge.how === "weak" ? "2 3" : "none"), arrowhead(end, 1), text]}`;
}

/** To an object that hangs elsewhere: dashed, lower than the branches, and around the side of a column where both are in it. */
function crossing({ edge }: Reference, from: Corner, to: Corner): Html {
  const isForward = from.x < to.x;
  const isInColumn = from.x === to.x;
  const start = { x: isForward ? from.x + BOX.width : from.x, y: from.y + LOOP_Y };
  const end = { x: isForward || isInColumn ? to.x : to.x + BOX.width, y: isInColumn ? to.y + BOX.height - LOOP_Y : to.y + LOOP_Y };
  const bend = isForward ? GAP / 2 : isInColumn ? -BULGE : -GAP / 2;
  const line = `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x + (isInColumn ? bend : -bend)} ${end.y} ${end.x} ${end.y}`;
  return html`${[stroke(line, edge.how === "weak" ? "2 3" : "6 4"), arrowhead(end, isForward || isInColumn ? 1 : -1)]}`;
}

function stroke(line: string, dashes: string): Html {
  return html`<path d="${line}" stroke="currentColor" stroke-opacity="0.4" stroke-dasharray="${dashes}" />`;
}

function arrowhead({ x, y }: Corner, direction: 1 | -1): Html {
  const back = x - 6 * direction;
  return html`<path d="M${back} ${y - 3}L${x} ${y}L${back} ${y + 3}Z" fill="currentColor" fill-opacity="0.6" />`;
}
