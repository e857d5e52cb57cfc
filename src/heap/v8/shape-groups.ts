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

/** Groups objects, none of which is a proxy, by prototype and hidden class. About 20 ns an object. */
export function groupByShape(objects: readonly object[], sameShape: Natives["sameShape"]): readonly ShapeGroup[] {
  const groups = new Map<object, OpenGroup>();
  let last: OpenGroup | undefined;
  for (const object of objects) {
    const prototype = getPrototypeOf(object) as object;
    if (last?.prototype !== prototype) last = groupOf(prototype, groups);
    add(object, last, sameShape);
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

function add(object: object, group: OpenGroup, sameShape: Natives["sameShape"]): void {
  const { shapes } = group;
  const full = shapes.length === MAX_SHAPES;
  const end = full ? FREQUENT : shapes.length;
  for (let i = 0; i < end; i++) {
    const shape = shapes[i]!;
    if (!sameShape(shape.samples[0]!, object)) continue;
    shape.count++;
    if (shape.samples.length < SAMPLES) shape.samples.push(object);
    moveForward(shapes, i);
    return;
  }
  if (full) group.others++;
  else shapes.push({ prototype: group.prototype, samples: [object], count: 1 });
}

/** Halves the place of a shape that was hit, so that frequent ones come to the front. */
function moveForward(shapes: OpenShape[], index: number): void {
  if (index === 0) return;
  const better = index >> 1;
  const shape = shapes[index]!;
  shapes[index] = shapes[better]!;
  shapes[better] = shape;
}
