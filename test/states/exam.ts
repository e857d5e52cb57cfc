import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CellRun, NotebookSession } from "../support/notebook-session";
import type { State } from "./state";

/** Packages that the states load, from the repository's own. */
const PACKAGES = ["apache-arrow", "arquero", "csv-parse", "dayjs", "immutable", "lodash", "papaparse", "zod"];

/** What became of a state in the `fresh` engine. */
export type Verdict = { readonly kind: "right" } | { readonly kind: "refused"; readonly message: string };

/** A notebook's folder, outside of the repository, in which the packages that the states load are installed. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));
  mkdirSync(join(folder, "node_modules"));
  for (const name of PACKAGES) symlinkSync(packageFolder(name), join(folder, "node_modules", name), "dir");
  return folder;
}

/** Removes the folder of {@link makeFolder}, and not what is linked in it. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Brings a state about, and measures its cell twice with fork before and after the turn of `between`. Asserts that fork prints each time
 * what an ordinary cell prints at last, so that whatever happened between has left the notebook as it was. Returns what the ordinary cell
 * printed.
 */
export async function examineWithFork(notebook: NotebookSession, state: State, between?: () => Promise<void>): Promise<CellRun> {
  try {
    return await compareWithFork(notebook, state, between);
  } finally {
    if (state.undo !== undefined) await notebook.run(state.undo);
  }
}

/** Measures the cell of a state twice, each time in a new process. */
export async function measureFresh(notebook: NotebookSession, { cell }: State): Promise<CellRun[]> {
  const runs: CellRun[] = [];
  for (let run = 0; run < 2; run++) runs.push(await notebook.run(`%%memit -q --fresh\n${cell}`));
  return runs;
}

/**
 * The same in a kernel that has no other engine, once a state's cells have run there: asserts that the ordinary cell, which is run last,
 * sees a notebook that was left as it was, and says what became of the state.
 */
export async function examineFresh(notebook: NotebookSession, state: State): Promise<Verdict> {
  try {
    const runs = await measureFresh(notebook, state);
    return judge(state, runs, await notebook.must(withoutValue(state.cell)));
  } finally {
    if (state.undo !== undefined) await notebook.run(state.undo);
  }
}

/**
 * What two runs in new processes, and the ordinary cell after them, make of a state. Throws an AssertionError where a run is neither right
 * nor refused as it has to be: by a StateError that names what could not be carried.
 */
export function judge(state: State, runs: readonly CellRun[], ordinary: CellRun): Verdict {
  const verdicts = runs.map((run): Verdict => {
    if (run.status === "ok") {
      assert.equal(run.stdout, ordinary.stdout, "silently wrong");
      assert.equal(run.stderr, ordinary.stderr, "silently wrong on stderr");
      return { kind: "right" };
    }
    const message = run.error?.evalue ?? "";
    assert.equal(run.error?.ename, "StateError", `neither right nor refused: ${run.error?.traceback}`);
    assert.ok(
      namesOf(state).some((name) => isNamed(name, message)),
      `the refusal names nothing of the state: ${message}`,
    );
    return { kind: "refused", message };
  });
  const [first, second] = verdicts;
  assert.ok(first);
  assert.equal(second?.kind, first.kind, "the second run did not end as the first");
  return first;
}

async function compareWithFork(notebook: NotebookSession, state: State, between?: () => Promise<void>): Promise<CellRun> {
  for (const code of state.cells) await notebook.must(code);
  const first = await notebook.must(`%%memit -q\n${state.cell}`);
  await between?.();
  const second = await notebook.must(`%%memit -q\n${state.cell}`);
  const ordinary = await notebook.must(state.cell);
  assert.notEqual(first.stdout, "", "the cell shows nothing");
  assert.equal(first.stdout, ordinary.stdout);
  assert.equal(second.stdout, ordinary.stdout);
  assert.equal(first.stderr, ordinary.stderr);
  return ordinary;
}

/** A stock kernel prints the value of a cell's last expression, which a measured cell does not show. */
function withoutValue(cell: string): string {
  return `${cell}\nvoid 0;`;
}

function isNamed(name: string, message: string): boolean {
  return (
    message.match(/[\w$.-]+/g)?.some((word) => word === name || word.split(".").includes(name)) === true ||
    (/\W/.test(name) && message.includes(name))
  );
}

/** What a refusal may name: the variables that the cells declare, and what the state says itself. */
function namesOf({ cells, about = [] }: State): string[] {
  const declared = cells.flatMap((cell) =>
    [...cell.matchAll(/\b(?:const|let|var|function\*?|class|enum|namespace|as)\s+([\w$]+)/g)].map(([, name]) => name ?? ""),
  );
  const listed = cells.flatMap((cell) =>
    [...cell.matchAll(/\b(?:const|let|var|import)\s+([{[][^=;]*?[}\]])\s*(?:=|from)/g)].flatMap(([, list]) => list?.match(/[\w$]+/g) ?? []),
  );
  const chained = cells.flatMap((cell) => [...cell.matchAll(/,\s*([A-Za-z_$][\w$]*)(?::[^=;]+)?\s*=/g)].map(([, name]) => name ?? ""));
  return [...new Set([...declared, ...listed, ...chained, ...about])].filter((name) => name !== "");
}

/** Not every package exports its package.json, so its folder is found by that of another. */
function packageFolder(name: string): string {
  return realpathSync(join(dirname(require.resolve("tslab/package.json")), "..", name));
}
