import { hashLength, hashLines } from "./hash";

/** Regions with a hash for each of their objects, in the order of the survey: some 13 KB of text for the globals. */
export type Digest = Readonly<Record<string, string>>;

/** An object that is not the same in two processes. */
export interface Difference {
  readonly path: string;
  readonly why: string;
}

/** The hash of one object's description. Two processes may have defined the same properties in another order. */
export function digestOf(description: string, ignored: ReadonlySet<string> | undefined): string {
  if (ignored === undefined) return hashLines(description);
  const lines = description.split("\n").filter((line) => !ignored.has(line.slice(0, line.indexOf("\t"))));
  return hashLines(lines.join("\n"));
}

/** The objects of this process, by their paths in order, whose hashes are others. If one process has more objects, only the first that differs is named. */
export function differencesOf(theirs: string, ours: string, paths: () => readonly string[]): readonly Difference[] {
  if (ours === theirs) return [];
  const differing = paths().filter((_, i) => hashAt(ours, i) !== hashAt(theirs, i));
  if (ours.length === theirs.length) return differing.map((path) => ({ path, why: "its properties are others" }));
  return [{ path: differing[0] ?? paths().at(-1) ?? "globalThis", why: "more or fewer objects hang on it" }];
}

function hashAt(hashes: string, index: number): string {
  return hashes.slice(index * hashLength, (index + 1) * hashLength);
}
