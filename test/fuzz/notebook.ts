import { dumpDeclarations } from "./dump";
import { type Piece, drawPiece, laterMutation } from "./pieces";
import { Random } from "./random";

/** A notebook made by chance, and a measured cell that finds out about everything in it. */
export interface FuzzNotebook {
  readonly seed: number;
  readonly cells: readonly string[];
  /** Names and expressions of the measured cell. */
  readonly roots: readonly string[];
  readonly exercises: readonly string[];
  /** Large packages that are loaded. */
  readonly packages: readonly string[];
  /** Takes back what the notebook changed of the process. */
  readonly undo: string;
}

/** Makes the notebook of a seed; `tag` keeps its names apart from those of other notebooks of the same kernel. */
export function makeNotebook(seed: number, tag: string): FuzzNotebook {
  const random = new Random(seed);
  const variables: string[] = [];
  const classes: string[] = [];
  const pieces: Piece[] = [];
  const source = { random, variables, classes, tag };
  const hardShare = random.chance(0.15) ? 0.4 : 0;
  const mutations: string[] = [];
  // Most are small: one thing that cannot be carried makes a refusal of the whole.
  const count = 1 + random.below(random.chance(0.3) ? 8 : 4);
  for (let index = 0; index < count; index++) {
    const piece = drawPiece(source, `${tag}_${index}`, random.chance(hardShare));
    pieces.push(piece);
    variables.push(...(piece.variables ?? []));
    classes.push(...(piece.classes ?? []));
    const mutation = random.chance(0.3) ? laterMutation(source) : undefined;
    if (mutation !== undefined) mutations.push(mutation);
  }
  return {
    seed,
    cells: layCells(random, pieces, mutations),
    ...examine(random, pieces),
    undo: pieces.flatMap(({ undo }) => undo ?? []).join(" "),
  };
}

/** The measured cell of a notebook. */
export function measuredCell({ roots, exercises, packages }: FuzzNotebook): string {
  const dumpRoots = `console.log(dump([${roots.join(", ")}]));`;
  const tries = exercises.map((text) => `console.log(${JSON.stringify(text)}, dump(await tried(() => (${text}))));`);
  return [dumpDeclarations(packages), dumpRoots, ...tries, dumpRoots].join("\n");
}

/** The same notebook with another tag in its names. */
export function retag(notebook: FuzzNotebook, from: string, to: string): FuzzNotebook {
  const rename = (text: string): string => text.replaceAll(`${from}_`, `${to}_`);
  const { cells, roots, exercises, undo } = notebook;
  return { ...notebook, cells: cells.map(rename), roots: roots.map(rename), exercises: exercises.map(rename), undo: rename(undo) };
}

/** Every notebook that lacks one cell, one root or one exercise of this one. */
export function smaller(notebook: FuzzNotebook): FuzzNotebook[] {
  const without = <T>(list: readonly T[]): T[][] => list.map((_, index) => list.filter((_item, other) => other !== index));
  return [
    ...without(notebook.cells)
      .reverse()
      .map((cells) => ({ ...notebook, cells })),
    ...without(notebook.exercises).map((exercises) => ({ ...notebook, exercises })),
    ...without(notebook.roots).map((roots) => ({ ...notebook, roots })),
  ];
}

/** Declarations in order, several to a cell at times; what changes them anywhere after. */
function layCells(random: Random, pieces: readonly Piece[], mutations: readonly string[]): string[] {
  const cells: string[] = [];
  const later: string[] = [...mutations];
  for (const piece of pieces) {
    if (piece.prepare !== undefined) cells.push(piece.prepare);
    const previous = cells.at(-1);
    const joins = piece.prepare === undefined && previous !== undefined && random.chance(0.4) && !previous.startsWith("{ const fs");
    if (joins) cells[cells.length - 1] = `${previous}\n${piece.declare}`;
    else cells.push(piece.declare);
    later.push(...piece.later);
  }
  return [...cells, ...inCells(random, random.chance(0.5) ? random.shuffle(later) : later)];
}

/** A redeclaration cannot share a cell with anything of the same name, and has one of its own. */
function inCells(random: Random, statements: readonly string[]): string[] {
  const cells: string[] = [];
  for (const statement of statements) {
    const previous = cells.at(-1);
    const joins = previous !== undefined && !statement.startsWith("let ") && !previous.startsWith("let ") && random.chance(0.6);
    if (joins) cells[cells.length - 1] = `${previous}\n${statement}`;
    else cells.push(statement);
  }
  return cells;
}

/** Now and then the cell looks at a part of the notebook only. */
function examine(random: Random, pieces: readonly Piece[]): Pick<FuzzNotebook, "roots" | "exercises" | "packages"> {
  const seen = random.chance(0.25) ? pieces.filter(() => random.chance(0.6)) : pieces;
  return {
    packages: [...new Set(seen.flatMap(({ packages = [] }) => packages))],
    roots: seen.flatMap(({ variables = [], classes = [] }) => [...variables, ...classes]),
    exercises: random.shuffle(seen).flatMap(({ exercise }) => exercise),
  };
}
