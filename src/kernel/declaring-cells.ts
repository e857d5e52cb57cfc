import type { Prepared } from "./notebook";

/** Which cell declared each variable of a notebook last, by the number of its execution. */
export class DeclaringCells {
  readonly #cells = new Map<string, number>();

  /** A piece runs in the notebook. */
  add(prepared: Prepared): void {
    for (const name of declaredIn(prepared.conversion.output ?? "")) this.#cells.set(name, prepared.piece.executionCount);
  }

  /** As it is once these pieces have run, too; they need not run here. */
  after(pieces: readonly Prepared[]): ReadonlyMap<string, number> {
    const cells = new DeclaringCells();
    for (const [name, cell] of this.#cells) cells.#cells.set(name, cell);
    for (const piece of pieces) cells.add(piece);
    return cells.#cells;
  }
}

/** What the converter, which is TypeScript's for CommonJS, begins with: every variable that is declared at the top level, before it has a value. */
const DECLARATIONS = /^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);\n((?:(?:exports\.\S+ = )+void 0;\n)*)/m;

/** The names of the variables that a converted piece declares; with the name under which it stores its last value. */
export function declaredIn(javascript: string): readonly string[] {
  const [, declarations = ""] = DECLARATIONS.exec(javascript) ?? [];
  return Array.from(declarations.matchAll(/exports\.(\S+) = /g), ([, name = ""]) => name);
}
