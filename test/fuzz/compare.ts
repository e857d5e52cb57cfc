import type { CellRun, NotebookSession } from "../support/notebook-session";
import { type FuzzNotebook, measuredCell } from "./notebook";

export type Verdict =
  /** Fork, fresh and the ordinary cell print the same. */
  | { readonly kind: "right" }
  /** Fork and the ordinary cell print the same; fresh refused, and said why. */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "wrong"; readonly how: string }
  /** The notebook does not run in an ordinary kernel: nothing was examined. */
  | { readonly kind: "invalid"; readonly why: string };

/** Runs a notebook in a kernel, with its cell in both engines and then as an ordinary one, and takes back what it changed. */
export async function compare(session: NotebookSession, notebook: FuzzNotebook): Promise<Verdict> {
  try {
    return await compareEngines(session, notebook);
  } finally {
    if (notebook.undo !== "") await session.run(notebook.undo);
  }
}

async function compareEngines(session: NotebookSession, notebook: FuzzNotebook): Promise<Verdict> {
  for (const code of notebook.cells) {
    const run = await session.run(code);
    if (run.status !== "ok") return { kind: "invalid", why: `${code}\n${run.error?.traceback ?? run.status}` };
  }
  const cell = measuredCell(notebook);
  const fork = await session.run(`%%memit -q\n${cell}`);
  const fresh = await session.run(`%%memit -q --fresh\n${cell}`);
  const again = await session.run(`%%memit -q --fresh\n${cell}`);
  const ordinary = await session.run(cell);
  if (ordinary.status !== "ok") return { kind: "invalid", why: ordinary.error?.traceback ?? ordinary.status };
  return (
    differenceTo(ordinary, fork, "fork") ??
    refusal(fresh, again) ??
    differenceTo(ordinary, fresh, "fresh") ??
    differenceTo(ordinary, again, "fresh, the second time") ?? { kind: "right" }
  );
}

function differenceTo(ordinary: CellRun, run: CellRun, engine: string): Verdict | undefined {
  if (run.status !== "ok") return { kind: "wrong", how: `${engine} failed: ${run.error?.traceback ?? run.status}` };
  if (run.stdout === ordinary.stdout && run.stderr === ordinary.stderr) return undefined;
  return { kind: "wrong", how: `${engine} differs:\n${firstDifference(ordinary.stdout + ordinary.stderr, run.stdout + run.stderr)}` };
}

/** Both runs must be refused, with an error of the right kind. */
function refusal(fresh: CellRun, again: CellRun): Verdict | undefined {
  if (fresh.error?.ename !== "StateError") return undefined;
  const message = fresh.error.evalue;
  if (again.error?.ename !== "StateError") return { kind: "wrong", how: `refused once, and not the second time: ${message}` };
  return { kind: "refused", message };
}

function firstDifference(expected: string, actual: string): string {
  const [left, right] = [expected.split("\n"), actual.split("\n")];
  const line = left.findIndex((text, index) => text !== right[index]);
  const [a, b] = [left[line] ?? "", right[line] ?? ""];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const around = (text: string): string => text.slice(Math.max(0, at - 150), at + 150);
  return `line ${line + 1}, column ${at + 1}\n  ordinary: …${around(a)}…\n  engine:   …${around(b)}…`;
}
