import { intact } from "./intact";
import { contentsLine, extensibleLine, linesOf, prototypeLine, type Signature, textLine } from "./signature";
import { globalOf, join } from "./paths";
import { type Nameable, stepsOf } from "./survey";

/** What a notebook did to a built-in. `holder` is the object under `path`; where to read the new value, by `key`. */
export type Change =
  | {
      readonly kind: "added" | "changed" | "removed";
      readonly path: string;
      readonly holder: object;
      readonly key: string | symbol;
      readonly step: string;
    }
  | { readonly kind: "prototype" | "extensibility" | "contents" | "properties"; readonly path: string; readonly holder: object };

/**
 * The differences of two signatures of one process, of which the later one may leave out what is as it was. Objects that only the later one
 * has are part of no change: what holds them is.
 */
export function changesBetween(start: Signature, now: Signature, valueAt: ValueAt): readonly Change[] {
  return [...now].flatMap(([path, after]) => {
    const before = start.get(path);
    if (after === before || before === undefined) return [];
    const owner = globalOf(path) === undefined ? path : "globalThis";
    const holder = valueAt(owner);
    if (holder === undefined || typeof holder === "symbol") return [];
    return changesOf({ path: owner, holder }, linesOf(before), linesOf(after), valueAt);
  });
}

type ValueAt = (path: string) => Nameable | undefined;

type Place = Pick<Change, "path" | "holder">;

function changesOf(place: Place, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>, valueAt: ValueAt): Change[] {
  const keys = new intact.Map(stepsOf(place.holder).map(([key, step]) => [step, key]));
  return [...new intact.Set([...before.keys(), ...after.keys()])].flatMap((name): Change[] => {
    if (before.get(name) === after.get(name)) return [];
    switch (name) {
      case prototypeLine:
        return [{ kind: "prototype", ...place }];
      case extensibleLine:
        return [{ kind: "extensibility", ...place }];
      case contentsLine:
        return [{ kind: "contents", ...place }];
      case textLine:
      case "":
        return [];
      default: {
        const key = keys.get(name) ?? removedKey(place.path, name, valueAt);
        if (key === undefined) return [{ kind: "properties", ...place }];
        return [{ kind: kindOf(before.has(name), after.has(name)), ...place, key, step: name }];
      }
    }
  });
}

function kindOf(wasThere: boolean, isThere: boolean): "added" | "changed" | "removed" {
  if (wasThere && isThere) return "changed";
  return isThere ? "added" : "removed";
}

/** The key of a property that is there no more, from its step: symbols that were keys have paths of their own, unless they were gone before. */
function removedKey(path: string, step: string, valueAt: ValueAt): string | symbol | undefined {
  if (step.startsWith(".")) return step.slice(1);
  if (step.startsWith('["')) return intact.parse(step.slice(1, -1)) as string;
  const registered = /^\[Symbol\.for\((.*)\)\]$/.exec(step)?.[1];
  if (registered !== undefined) return Symbol.for(intact.parse(registered) as string);
  const symbol = valueAt(step.slice(1, -1)) ?? valueAt(join(path, step, "key"));
  return typeof symbol === "symbol" ? symbol : undefined;
}
