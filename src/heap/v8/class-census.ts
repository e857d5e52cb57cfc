import type { Session } from "node:inspector";
import { prepareCapture, withCapturedOutput } from "./captured-output";
import { className, isClassPrototype } from "./class-names";
import { parseDebugPrint, type Layout } from "./debug-print";
import { liveObjects } from "./live-objects";
import { withNatives, type Natives } from "./natives";
import { cheapestToPrint, likelyType } from "./samples";
import { groupByShape, type Shape, type ShapeGroup } from "./shape-groups";

/** Live objects of one class that V8 lays out as one type. */
export interface ClassCount {
  readonly name: string;
  /** V8's name of the instance type, such as `JS_OBJECT_TYPE`. */
  readonly type: string;
  readonly count: number;
  /** Shallow bytes; of objects whose size could be read. */
  readonly bytes: number;
  /** How many of `count` are not in `bytes`, because their size could not be read. */
  readonly unsized: number;
}

/** Hidden classes whose size is read, the most frequent first; a print takes about 0.2 ms. */
const MAX_PRINTS = 3000;
const STDERR = 2;

/**
 * Counts the live objects of this realm by class, with exact shallow bytes: grouped by hidden class, and one object of each printed by V8 for
 * its size. Functions and class prototypes are left out: the object statistics hold them. No JavaScript of the user runs.
 *
 * @throws Error where this build of V8 or the system does not allow it, or V8's answers are not as expected.
 */
export function countClasses(session: Session): readonly ClassCount[] {
  prepareCapture();
  const objects = liveObjects(session);
  return withNatives((natives) => {
    const groups = groupByShape(objects, natives.sameShape);
    const layouts = withCapturedOutput(STDERR, (written) => readLayouts(groups, (object) => print(object, natives, written), natives));
    return merged(groups.flatMap((group) => countGroup(group, layouts)));
  });
}

type Print = (object: object) => Layout | undefined;

function print(object: object, natives: Natives, written: () => string): Layout | undefined {
  natives.printToStderr(object);
  return parseDebugPrint(written());
}

function readLayouts(groups: readonly ShapeGroup[], read: Print, natives: Natives): ReadonlyMap<Shape, Layout> {
  checkPrints(read);
  const layouts = new Map<Shape, Layout>();
  const shapes = groups.flatMap((group) => group.shapes.filter(isCounted)).sort((a, b) => b.count - a.count);
  for (const shape of shapes.slice(0, MAX_PRINTS)) {
    const sample = cheapestToPrint(shape.samples, natives.sameShape);
    const layout = sample && read(sample);
    if (layout !== undefined) layouts.set(shape, layout);
  }
  forgetLastMatch();
  return layouts;
}

/** V8 keeps the text that a regular expression last matched alive: let it not be a print. */
function forgetLastMatch(): void {
  /^/.exec("");
}

/** An object whose layout has been the same in all of V8's 64-bit builds without compressed pointers: a header of three words, two properties. */
function checkPrints(read: Print): void {
  const layout = read({ a: 1, b: 2 });
  if (layout?.type === "JS_OBJECT_TYPE" && layout.instanceBytes === 40) return;
  throw new Error(`V8 ${process.versions.v8} prints the layout of objects in an unknown way.`);
}

function isCounted(shape: Shape): boolean {
  const sample = shape.samples[0]!;
  return typeof sample !== "function" && !(shape.count === 1 && isClassPrototype(sample));
}

function countGroup(group: ShapeGroup, layouts: ReadonlyMap<Shape, Layout>): readonly ClassCount[] {
  const name = className(group.prototype);
  const counts = group.shapes.filter(isCounted).map((shape) => countShape(shape, name, layouts.get(shape)));
  const { others: count } = group;
  return count === 0 ? counts : [...counts, { name, type: counts[0]?.type ?? "JS_OBJECT_TYPE", count, bytes: 0, unsized: count }];
}

function countShape({ samples, count }: Shape, name: string, layout: Layout | undefined): ClassCount {
  if (layout === undefined) return { name, type: likelyType(samples[0]!), count, bytes: 0, unsized: count };
  return { name, type: layout.type, count, bytes: count * layout.instanceBytes, unsized: 0 };
}

function merged(counts: readonly ClassCount[]): readonly ClassCount[] {
  const sums = new Map<string, ClassCount>();
  for (const one of counts) {
    const key = JSON.stringify([one.name, one.type]);
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? one : add(sum, one));
  }
  return [...sums.values()];
}

function add(a: ClassCount, b: ClassCount): ClassCount {
  return { ...a, count: a.count + b.count, bytes: a.bytes + b.bytes, unsized: a.unsized + b.unsized };
}
