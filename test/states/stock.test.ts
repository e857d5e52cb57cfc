import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { NotebookSession } from "../support/notebook-session";
import { examineFresh, makeFolder, removeFolder } from "./exam";
import { type State, states } from "./states";

/** The door is another, the engine the same: a sample of the table, with states of every kind in it. */
const EVERY = 8;
/** So many of the sample are brought about before the import, in cells that our package knows nothing of. */
const BEFORE_IMPORT = 12;
const PACKAGE_FOLDER = resolve(__dirname, "../../..");

const sample = states.filter(({ lasting }, index) => index % EVERY === 0 && lasting !== true);
const early = new Set(sample.filter(({ undo }) => undo === undefined).slice(0, BEFORE_IMPORT));
const folder = makeFolder();
let notebook: NotebookSession;

before(async () => {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(PACKAGE_FOLDER, join(folder, "node_modules", "tslab-magics"), "dir");
  notebook = await NotebookSession.startStock({ folder });
  for (const state of early) await bringAbout(state);
  await notebook.must('import "tslab-magics"');
});
after(async () => {
  await notebook.end();
  removeFolder(folder);
});

for (const state of sample) {
  test(`a stock kernel measures ${state.name}, ${early.has(state) ? "from before the import, " : ""}or refuses it`, async () => {
    if (!early.has(state)) await bringAbout(state);
    const verdict = await examineFresh(notebook, state);
    assert.ok(verdict.kind === "right" || verdict.message !== "");
  });
}

async function bringAbout({ cells }: State): Promise<void> {
  for (const code of cells) await notebook.must(code);
}
