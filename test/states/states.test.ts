import { after, before, test } from "node:test";
import { NotebookSession } from "../support/notebook-session";
import { examineWithFork, makeFolder, removeFolder } from "./exam";
import { states } from "./states";

const folder = makeFolder();
let notebook: NotebookSession;

before(async () => {
  notebook = await NotebookSession.start({ folder });
});
after(async () => {
  await notebook.end();
  removeFolder(folder);
});

for (const state of states) {
  test(`a measured cell sees ${state.name}, and leaves it as it was`, async () => {
    await examineWithFork(notebook, state);
  });
}
