import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { MemitResult } from "../../src/model/result";
import { tslabMagics } from "../cli/command";
import { JupyterServer } from "./jupyter-server";
import { LabPage } from "./lab-page";

const { TEST_PYTHON = "", CHROMIUM_PATH = "" } = process.env;
const missing =
  TEST_PYTHON === "" || CHROMIUM_PATH === ""
    ? "`npm test` finds Python and Chromium, and names them in TEST_PYTHON and CHROMIUM_PATH"
    : false;

/** Each would show itself: by a dialog, by a variable of the page, or by an element in the output. */
const HOSTILE = `</div><script>alert(1); globalThis.hostile = 1</script><img src=x onerror="alert(1); globalThis.hostile = 1"><b class=hostile>`;

const CELLS = {
  live: [
    "%%memit",
    "const kept: Uint8Array[] = [];",
    "const endMs = Date.now() + 2500;",
    "while (Date.now() < endMs) if (kept.length < 2 ** 6) kept.push(new Uint8Array(2 ** 20).fill(kept.length));",
  ].join("\n"),
  variable: `const hostileText = ${JSON.stringify(HOSTILE)};\nclass Holder { }\nObject.defineProperty(Holder, "name", { value: hostileText });\nprocess.pid`,
  print: "%%memit\nconsole.log(hostileText);",
  error: "%%memit\nthrow Object.assign(new Error(hostileText), { name: hostileText });",
  heap: "%%heap\nconst holders = Array.from({ length: 1000 }, () => new Holder());",
  endless: "%%memit\nwhile (true);",
  next: "6 * 7",
  complete: "",
} as const;

type CellName = keyof typeof CELLS;
const indexOf = (name: CellName): number => Object.keys(CELLS).indexOf(name);

describe("JupyterLab in Chromium", { skip: missing }, () => {
  const server = new JupyterServer();
  const notebook = join(server.notebooks, "größe 大.ipynb");
  let lab: LabPage;
  let kernelPid = 0;

  before(async () => {
    const { status, stderr } = tslabMagics(["install", "--prefix", server.prefix]);
    assert.equal(status, 0, stderr);
    writeFileSync(notebook, JSON.stringify(notebookOf(Object.values(CELLS))));
    await server.start(TEST_PYTHON);
    lab = await LabPage.open(CHROMIUM_PATH, server.page("größe 大.ipynb"));
  });

  after(async () => {
    await lab?.close();
    await server.end();
    assert.ok(kernelPid > 0, "its process is known");
    assert.throws(() => process.kill(kernelPid, 0), { code: "ESRCH" }, "the kernel goes with its server");
  });

  it("runs an ordinary cell", async () => {
    kernelPid = Number(await lab.run(indexOf("variable")));
    assert.ok(kernelPid > 0);
  });

  it("shows a measurement live, then its result in the same place", async () => {
    const index = indexOf("live");
    await lab.watch(index);
    await lab.run(index);
    const looks = await lab.looks();
    const live = new Set(looks.filter(({ names }) => names[0]?.startsWith("%memit is running")).map(({ text }) => text));
    assert.ok(live.size >= 2, `it was seen changing: ${[...live].join(" | ")}`);
    assert.ok(
      looks.every(({ outputs }) => outputs <= 1),
      "there is one output at every moment",
    );
    const last = looks.at(-1)!;
    assert.match(last.names[0]!, /^peak memory: /);
    assert.doesNotMatch(last.text, /running/);
    assert.equal(await lab.outputs(index).count(), 1);
  });

  it("shows peak, increment, time and the curve", async () => {
    const output = lab.outputs(indexOf("live"));
    const [{ data }] = (await savedOutputs(indexOf("live"))) as [SavedOutput];
    const { peakBytes, incrementBytes } = data["application/vnd.tslab-magics.memit+json"] as MemitResult;
    assert.ok(incrementBytes! >= 64 * 2 ** 20);
    const text = await output.innerText();
    for (const [label, bytes] of [
      ["peak memory", peakBytes],
      ["increment", incrementBytes],
    ] as const) {
      assert.match(text, new RegExp(`${label}\\s+${(bytes! / 2 ** 20).toFixed(2)} MiB`));
    }
    assert.match(text, /time\s+2\.\d+ s/);
    const curve = output.locator("svg[role=img]");
    assert.match((await curve.getAttribute("aria-label"))!, /^RSS over 2\.\d+ s: peak .* MiB, baseline .* MiB$/);
    const box = (await curve.boundingBox())!;
    assert.ok(box.width > 300 && box.height > 60, JSON.stringify(box));
  });

  it("keeps hostile text as text", async () => {
    for (const name of ["print", "error", "heap"] as const) {
      const text = await lab.run(indexOf(name));
      assert.ok(text.includes("<script>alert(1)"), `${name}: ${text}`);
      assert.equal(await lab.outputs(indexOf(name)).locator("script, img, .hostile").count(), 0, name);
    }
    assert.deepEqual(lab.dialogs, []);
    assert.equal(await lab.page.evaluate("typeof globalThis.hostile"), "undefined");
  });

  it("completes magics and the notebook's variables", async () => {
    const index = indexOf("complete");
    await lab.type(index, "%mem");
    await lab.complete(index, "%memit", "%memit");
    await lab.page.keyboard.type(" hostileT");
    await lab.complete(index, "hostileText", "%memit hostileText");
  });

  it("ends a measured cell by the Stop button, and the notebook goes on", async () => {
    const index = indexOf("endless");
    await lab.start(index);
    await lab.outputs(index).getByRole("figure", { name: "%memit is running" }).waitFor();
    await lab.screenshot("jupyterlab-running", index);
    await lab.stop();
    const text = await lab.ended(index);
    assert.match(text, /interrupted/i);
    assert.match(text, /KeyboardInterrupt/);
    assert.doesNotMatch(text, /%memit running/);
    assert.equal(await lab.run(indexOf("next")), "42");
  });

  it("is readable in light and in dark", async () => {
    for (const theme of ["Light", "Dark"] as const) {
      await lab.theme(`JupyterLab ${theme}`);
      for (const name of ["live", "heap"] as const) await lab.screenshot(`jupyterlab-${name}-${theme.toLowerCase()}`, indexOf(name));
    }
  });

  /** The outputs of a cell in the notebook's file. */
  async function savedOutputs(index: number): Promise<readonly SavedOutput[]> {
    await lab.save();
    const { cells } = JSON.parse(readFileSync(notebook, "utf8")) as { cells: { outputs: SavedOutput[] }[] };
    return cells[index]!.outputs;
  }
});

interface SavedOutput {
  readonly data: Readonly<Record<string, unknown>>;
}

function notebookOf(sources: readonly string[]): object {
  const kernelspec = { name: "tslab-magics", display_name: "TypeScript (tslab-magics)", language: "typescript" };
  const cells = sources.map((source, index) => ({
    cell_type: "code",
    id: `cell-${index}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  }));
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}
