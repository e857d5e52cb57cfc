import type { Session } from "node:inspector";
import { prepareCapture, withCapturedOutput } from "./captured-output";
import { classOf, isClassPrototype } from "./class-names";
import { scriptsOf } from "./class-origins";
import { findCollections, type Collections } from "./collections";
import { parseDebugPrint, type Layout } from "./debug-print";
import { liveObjects } from "./live-objects";
import { withNatives, type Natives } from "./natives";
import { cheapestToPrint, likelyType } from "./samples";
import { objectsOfOtherRealms } from "./realms";
import { groupByShape, type Shape, type ShapeGroup } from "./shape-groups";

/** Live objects of one class that V8 lays out as one type. */
export interface ClassCount {
  readonly name: string;
  /** The script in which it was written; absent where that was not asked for, and of what is not written in JavaScript. */
  readonly script?: string;
  /** V8's name of the instance type, such as `JS_OBJECT_TYPE`. */
  readonly type: string;
  readonly count: number;
  /** Shallow bytes; of objects whose size could be read. */
  readonly bytes: number;
  /** How many of `count` are not in `bytes`, because their size could not be read. */
  readonly unsized: number;
}

/** What is known of the live objects. */
export interface LiveClasses {
  readonly classes: readonly ClassCount[];
  /** Absent where V8's tables of Maps and Sets are not as expected. */
  readonly collections?: Collections;
}

/** Hidden classes whose size is read, the most frequent first; a print takes less than 0.1 ms. */
const MAX_PRINTS = 3000;
const STDERR = 2;

/**
 * Counts the live objects by class, with exact shallow bytes: grouped by hidden class, and one object of each printed by V8 for
 * its size; those of other realms, too, as far as they can be reached. Functions and class prototypes are left out: the object statistics hold them. No JavaScript of the user runs. `withScripts` tells
 * also where the classes were written, at 0.1 ms for each.
 *
 * @throws Error where this build of V8 or the system does not allow it, or V8's answers are not as expected.
 */
export function countClasses(session: Session, { withScripts = false } = {}): LiveClasses {
  prepareCapture();
  const objects = liveObjects(session);
  return withNatives((natives) => {
    const own = groupByShape(objects, natives);
    const others = objectsOfOtherRealms(session, samplesOf(own));
    const groups = [
      ...own,
      ...others.flatMap(({ realm, objects }) => groupByShape(objects, natives).map((group) => ({ ...group, realm }))),
    ];
    const { layouts, collections } = withCapturedOutput(STDERR, (written) => {
      const print = (object: object): string => {
        natives.printToStderr(object);
        return written();
      };
      const layouts = readLayouts(groups, (object) => parseDebugPrint(print(object)), natives);
      return {
        layouts,
        collections: findCollections([objects, ...others.map((other) => other.objects)], typesOfPrototypes(layouts), print),
      };
    });
    forgetLastMatch();
    const named = groups.map((group) => ({ group, ...classOf(group.prototype, group.realm) }));
    const scripts = withScripts ? scriptsOf(session, distinct(named.flatMap(({ constructor }) => constructor ?? []))) : undefined;
    const classes = merged(
      named.flatMap(({ group, name, constructor }) => countGroup(group, { name, ...scriptOf(constructor, scripts) }, layouts)),
    );
    return { classes, ...(collections && { collections }) };
  });
}

function samplesOf(groups: readonly ShapeGroup[]): readonly object[] {
  return groups.flatMap(({ shapes }) => shapes.flatMap(({ samples }) => samples));
}

type Read = (object: object) => Layout | undefined;

function readLayouts(groups: readonly ShapeGroup[], read: Read, natives: Natives): ReadonlyMap<Shape, Layout> {
  checkPrints(read);
  const layouts = new Map<Shape, Layout>();
  const shapes = groups.flatMap((group) => group.shapes.filter(isCounted)).sort((a, b) => b.count - a.count);
  for (const shape of shapes.slice(0, MAX_PRINTS)) {
    const sample = cheapestToPrint(shape.samples, natives.sameShape);
    const layout = sample && read(sample);
    if (layout !== undefined) layouts.set(shape, layout);
  }
  return layouts;
}

/** V8 keeps the text that a regular expression last matched alive: let it not be a print. */
function forgetLastMatch(): void {
  /^/.exec("");
}

/** An object whose layout has been the same in all of V8's 64-bit builds without compressed pointers: a header of three words, two properties. */
function checkPrints(read: Read): void {
  const layout = read({ a: 1, b: 2 });
  if (layout?.type === "JS_OBJECT_TYPE" && layout.instanceBytes === 40) return;
  throw new Error(`V8 ${process.versions.v8} prints the layout of objects in an unknown way.`);
}

function isCounted(shape: Shape): boolean {
  const sample = shape.samples[0]!;
  return typeof sample !== "function" && !(shape.count === 1 && isClassPrototype(sample));
}

/** The types of the objects that have a prototype, as far as they are known. */
function typesOfPrototypes(layouts: ReadonlyMap<Shape, Layout>): readonly (readonly [prototype: object, type: string])[] {
  return [...layouts].map(([{ prototype }, { type }]) => [prototype, type]);
}

type Identity = Pick<ClassCount, "name" | "script">;

function scriptOf(constructor: object | undefined, scripts: ReadonlyMap<object, string | undefined> | undefined): Pick<Identity, "script"> {
  const script = constructor && scripts?.get(constructor);
  return script === undefined ? {} : { script };
}

function countGroup(group: ShapeGroup, identity: Identity, layouts: ReadonlyMap<Shape, Layout>): readonly ClassCount[] {
  const counts = group.shapes.filter(isCounted).map((shape) => countShape(shape, identity, layouts.get(shape)));
  const { others: count } = group;
  return count === 0 ? counts : [...counts, { ...identity, type: counts[0]?.type ?? "JS_OBJECT_TYPE", count, bytes: 0, unsized: count }];
}

function countShape({ samples, count }: Shape, identity: Identity, layout: Layout | undefined): ClassCount {
  if (layout === undefined) return { ...identity, type: likelyType(samples[0]!), count, bytes: 0, unsized: count };
  return { ...identity, type: layout.type, count, bytes: count * layout.instanceBytes, unsized: 0 };
}

function distinct(objects: readonly object[]): readonly object[] {
  return [...new Set(objects)];
}

function merged(counts: readonly ClassCount[]): readonly ClassCount[] {
  const sums = new Map<string, ClassCount>();
  for (const one of counts) {
    const key = JSON.stringify([one.name, one.script, one.type]);
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? one : add(sum, one));
  }
  return [...sums.values()];
}

function add(a: ClassCount, b: ClassCount): ClassCount {
  return { ...a, count: a.count + b.count, bytes: a.bytes + b.bytes, unsized: a.unsized + b.unsized };
}
