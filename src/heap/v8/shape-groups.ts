import type { Natives } from "./natives";

/** Live objects that share a prototype and a hidden class, hence type and size. */
export interface Shape {
  readonly prototype: object;
  /** The first few of them. */
  readonly samples: readonly object[];
  readonly count: number;
}

/** Objects of one prototype, by hidden class. */
export interface ShapeGroup {
  readonly prototype: object;
  /** The name of the realm that its objects belong to, where it is not this one. */
  readonly realm?: string;
  readonly shapes: readonly Shape[];
  /** Objects whose hidden class was not told apart, because their prototype has too many. */
  readonly others: number;
}

/** Samples kept of each shape: enough to find one that is cheap to print. */
const SAMPLES = 8;
/** Shapes told apart per prototype; beyond, a new one costs a comparison with each. */
const MAX_SHAPES = 4096;
/** Shapes that are compared when there are too many. The frequent ones are in front. */
const FREQUENT = 128;

// Taken before any cell can replace it.
const { getPrototypeOf } = Object;

/** V8's answers, by which objects are grouped. */
export type Shapes = Pick<Natives, "sameShape" | "endOfRun">;

/** Some of a list of objects that follow each other and have the same shape. */
interface Run {
  readonly objects: readonly object[];
  readonly start: number;
  readonly end: number;
}

/**
 * Groups objects, none of which is a proxy, by prototype and hidden class. About 10 ns an object where those of one class lie side by side, as V8
 * allocates them, and 50 where they alternate.
 */
export function groupByShape(objects: readonly object[], { sameShape, endOfRun }: Shapes): readonly ShapeGroup[] {
  const groups = new Map<object, OpenGroup>();
  for (let start = 0; start < objects.length;) {
    const end = endOfRun(objects, start);
    add({ objects, start, end }, groupOf(getPrototypeOf(objects[start]) as object, groups), sameShape);
    start = end;
  }
  return [...groups.values()];
}

interface OpenShape extends Shape {
  readonly samples: object[];
  count: number;
}

interface OpenGroup extends ShapeGroup {
  readonly shapes: OpenShape[];
  others: number;
}

function groupOf(prototype: object, groups: Map<object, OpenGroup>): OpenGroup {
  let group = groups.get(prototype);
  if (group === undefined) {
    group = { prototype, shapes: [], others: 0 };
    groups.set(prototype, group);
  }
  return group;
}

function add(run: Run, group: OpenGroup, sameShape: Natives["sameShape"]): void {
  const { shapes, prototype } = group;
  const object = run.objects[run.start]!;
  const full = shapes.length === MAX_SHAPES;
  const end = full ? FREQUENT : shapes.length;
  for (let i = 0; i < end; i++) {
    const shape = shapes[i]!;
    if (!sameShape(shape.samples[0]!, object)) continue;
    extend(shape, run);
    moveForward(shapes, i);
    return;
  }
  if (full) group.others += run.end - run.start;
  else shapes.push(extend({ prototype, samples: [], count: 0 }, run));
}

function extend(shape: OpenShape, { objects, start, end }: Run): OpenShape {
  shape.count += end - start;
  const wanted = SAMPLES - shape.samples.length;
  if (wanted > 0) shape.samples.push(...objects.slice(start, Math.min(end, start + wanted)));
  return shape;
}

/** Halves the place of a shape that was hit, so that frequent ones come to the front. */
function moveForward(shapes: OpenShape[], index: number): void {
  if (index === 0) return;
  const better = index >> 1;
  const shape = shapes[index]!;
  shapes[index] = shapes[better]!;
  shapes[better] = shape;
}
