import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { NotebookSession } from "../support/notebook-session";
import { states } from "./states";

let notebook: NotebookSession;

before(async () => {
  notebook = await NotebookSession.start();
});
after(() => notebook.end());

for (const { name, cells, cell } of states) {
  test(`a measured cell sees ${name}, and leaves it as it was`, async () => {
    for (const code of cells) await notebook.must(code);
    const first = await notebook.must(`%%memit -q\n${cell}`);
    const second = await notebook.must(`%%memit -q\n${cell}`);
    const ordinary = await notebook.must(cell);
    assert.notEqual(first.stdout, "", "the cell shows nothing");
    assert.equal(first.stdout, ordinary.stdout);
    assert.equal(second.stdout, ordinary.stdout);
    assert.equal(first.stderr, ordinary.stderr);
  });
}
