import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { CellRun } from "../support/notebook-session";
import { NotebookSession } from "../support/notebook-session";
import { type Verdict, examineWithFork, judge, makeFolder, measureFresh, removeFolder } from "./exam";
import { type State, states } from "./states";

/** So many states share a kernel. */
const STATES_A_KERNEL = 40;
/** Of the states without a handle, at least so many must be right in a new process. */
const SHARE_RIGHT = 0.8;

const folder = makeFolder();
const verdicts = new Map<State, Verdict>();
let notebook: NotebookSession | undefined;
/** The last state has changed the kernel's process for good. */
let isWorn = false;

after(async () => {
  await notebook?.end();
  removeFolder(folder);
});

for (const [index, state] of states.entries()) {
  test(`both engines see ${state.name}, or fresh refuses it, and leave it as it was`, async () => {
    const session = await kernelFor(index);
    isWorn = state.lasting === true;
    let fresh: readonly CellRun[] = [];
    const ordinary = await examineWithFork(session, state, async () => {
      fresh = await measureFresh(session, state);
    });
    verdicts.set(state, judge(state, fresh, ordinary));
  });
}

test("0 states are silently wrong, and most of those without a handle are right in a new process", () => {
  const portable = states.filter(({ native }) => native !== true);
  const right = portable.filter((state) => verdicts.get(state)?.kind === "right");
  const refused = states.flatMap((state) => {
    const verdict = verdicts.get(state);
    return verdict?.kind === "refused" ? [`${state.name}: ${verdict.message}`] : [];
  });
  console.log(
    `${right.length} of ${portable.length} states without a handle are right; ${refused.length} of ${states.length} are refused:`,
  );
  for (const line of refused) console.log(`  ${line}`);
  assert.equal(verdicts.size, states.length, "a state was wrong: see above");
  assert.ok(right.length >= SHARE_RIGHT * portable.length, `${right.length} of ${portable.length}`);
});

async function kernelFor(index: number): Promise<NotebookSession> {
  if (notebook !== undefined && !isWorn && index % STATES_A_KERNEL !== 0) return notebook;
  await notebook?.end();
  return (notebook = await NotebookSession.start({ folder }));
}
