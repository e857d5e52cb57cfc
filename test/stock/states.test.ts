import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { examineFresh, makeFolder, removeFolder } from "../states/exam";
import { type State, states } from "../states/states";
import { NotebookSession } from "../support/notebook-session";

/** The door is another, the engine the same: every so many states of the table are examined here too. */
const EVERY = 4;
/** So many states share a kernel. */
const STATES_A_KERNEL = 15;
/** tslab aborts what comes within 200 ms of an error. */
const ABORTING_MS = 300;
const PACKAGE_FOLDER = resolve(__dirname, "../../..");

const DECLARED = /\b(?:const|let|var|function\*?|class|enum|namespace)\s+([\w$]+|[{[][^=]*)|\bimport\s+([^'"]*?)\sfrom\b|,\s*([\w$]+)\s*=/g;

/**
 * Stock tslab's own diagnostics, its bug with `{ n }` of an earlier variable, and the one with packages that come to the folder later: what it
 * cannot run is no state of its notebooks.
 */
const NOT_IN_STOCK = /^(?:[^\n]* )?\d+:\d+ - |^ReferenceError: \w+ is not defined$|Unexpected pending rebuildTimer/m;
/** Of the sample, at least so many have to be examined. */
const SHARE_EXAMINED = 0.8;

const sample = states.filter((_, index) => index % EVERY === 0);
/** Brought about before the import, in cells that our package knows nothing of. */
const early = sample.filter(
  (state, index) => (index % 2 === 0 || bringsPackage(state)) && state.undo === undefined && state.lasting === undefined,
);
const late = sample.filter((state) => !early.includes(state));
const examined = new Set<State>();

for (const group of groups(early)) {
  describe("a stock kernel measures what cells before the import have made, or refuses it", () => {
    const notebook = openNotebook();
    const obstacles = new Map<State, string | undefined>();
    let isReady: Promise<unknown> | undefined;
    const prepare = async (): Promise<void> => {
      for (const state of group) obstacles.set(state, await bringAbout(await notebook(), state));
      await (await notebook()).must('import "tslab-magics"');
    };
    for (const state of group) {
      test(state.name, async (context) => {
        await (isReady ??= prepare());
        const obstacle = obstacles.get(state) ?? (await examine(await notebook(), state));
        if (obstacle !== undefined) context.diagnostic(obstacle);
      });
    }
  });
}

for (const group of groups(late)) {
  describe("a stock kernel measures what cells after the import have made, or refuses it", () => {
    const notebook = openNotebook();
    let isReady: Promise<unknown> | undefined;
    for (const state of group) {
      test(state.name, async (context) => {
        await (isReady ??= notebook().then((session) => session.must('import "tslab-magics"')));
        const obstacle = (await bringAbout(await notebook(), state)) ?? (await examine(await notebook(), state));
        if (obstacle !== undefined) context.diagnostic(obstacle);
      });
    }
  });
}

test("most of the sample can be brought about in a stock kernel", () => {
  assert.ok(examined.size >= SHARE_EXAMINED * sample.length, `${examined.size} of ${sample.length}`);
});

/** A notebook in a stock kernel that starts when it is first asked for and ends after the tests that surround the call. */
function openNotebook(): () => Promise<NotebookSession> {
  let session: Promise<NotebookSession> | undefined;
  const folder = makeFolder();
  symlinkSync(PACKAGE_FOLDER, join(folder, "node_modules", "tslab-magics"), "dir");
  after(async () => {
    await (await session)?.end();
    removeFolder(folder);
  });
  return () => (session ??= NotebookSession.startStock({ folder, flags: [] }));
}

/** What stock tslab says where it cannot run the state's cell. Throws where the state is neither right nor refused. */
async function examine(notebook: NotebookSession, state: State): Promise<string | undefined> {
  try {
    const verdict = await examineFresh(notebook, state);
    assert.ok(verdict.kind === "right" || verdict.message.includes("Ways out: "), "a refusal without a way out");
    examined.add(state);
    return undefined;
  } catch (error) {
    await delay(ABORTING_MS);
    if (error instanceof assert.AssertionError) throw error;
    const obstacle = await obstacleTo(notebook, state.cell);
    if (obstacle === undefined) throw error;
    return obstacle;
  }
}

/** Runs a state's cells; resolves to what stock tslab says where it cannot. */
async function bringAbout(notebook: NotebookSession, { cells }: State): Promise<string | undefined> {
  for (const code of cells) {
    const obstacle = await obstacleTo(notebook, code);
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}

async function obstacleTo(notebook: NotebookSession, code: string): Promise<string | undefined> {
  const { status, stderr } = await notebook.run(code);
  if (status === "ok") return undefined;
  await delay(ABORTING_MS);
  assert.match(stderr, NOT_IN_STOCK, `${code}\n${status}`);
  return stderr;
}

/** In a notebook whose folder gets a package after an import, stock tslab can run no further cell. */
function bringsPackage({ cells }: State): boolean {
  return cells.some((code) => code.includes("node_modules"));
}

/** States whose variables do not replace each other's; one that changes its process for good is alone. */
function groups(all: readonly State[]): readonly (readonly State[])[] {
  const made: { readonly members: State[]; readonly names: Set<string>; readonly isClosed: boolean }[] = [];
  for (const state of all) {
    const names = namesIn(state);
    const open = made.find(
      (group) => !group.isClosed && group.members.length < STATES_A_KERNEL && names.every((name) => !group.names.has(name)),
    );
    if (open === undefined || state.lasting === true)
      made.push({ members: [state], names: new Set(names), isClosed: state.lasting === true });
    else {
      open.members.push(state);
      for (const name of names) open.names.add(name);
    }
  }
  return made.map(({ members }) => members);
}

/** Every word that stands where a name is declared. */
function namesIn({ cells }: State): readonly string[] {
  const declarations = cells.flatMap((code) => [...code.matchAll(DECLARED)].flatMap((parts) => parts.slice(1)));
  return declarations.flatMap((text: string | undefined) => text?.match(/[A-Za-z_$][\w$]*/g) ?? []);
}
