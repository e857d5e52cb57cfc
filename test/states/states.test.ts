import { after, test } from "node:test";
import { NotebookSession } from "../support/notebook-session";
import { examineWithFork, makeFolder, removeFolder } from "./exam";
import { states } from "./states";

/** So many states share a kernel. */
const STATES_A_KERNEL = 40;

const folder = makeFolder();
let notebook: NotebookSession | undefined;
/** The last state has changed the kernel's process for good. */
let isWorn = false;

after(async () => {
  await notebook?.end();
  removeFolder(folder);
});

for (const [index, state] of states.entries()) {
  test(`a measured cell sees ${state.name}, and leaves it as it was`, async () => {
    const session = await kernelFor(index);
    isWorn = state.lasting === true;
    await examineWithFork(session, state);
  });
}

async function kernelFor(index: number): Promise<NotebookSession> {
  if (notebook !== undefined && !isWorn && index % STATES_A_KERNEL !== 0) return notebook;
  await notebook?.end();
  return (notebook = await NotebookSession.start({ folder }));
}
