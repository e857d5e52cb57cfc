import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { AllocationSites } from "../../src/model/allocation-sites";
import type { HeapResult } from "../../src/model/result";
import { NotebookSession } from "../support/notebook-session";

const MODULE = "\n\nexports.make = function make(n) {\n  return Array.from({ length: n }, () => ({ made: [1] }));\n};\n";

let folder: string;
let notebook: NotebookSession;

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "tslab-magics-test-"));
  const library = path.join(folder, "node_modules", "maker", "lib");
  mkdirSync(library, { recursive: true });
  writeFileSync(path.join(library, "..", "package.json"), '{ "name": "maker", "main": "lib/make.js" }');
  writeFileSync(path.join(library, "make.js"), MODULE);
  notebook = await NotebookSession.start({ folder });
  await notebook.must(`class Row {
      tags = [1, 2, 3];
      constructor(public id: number) {}
    }

    function parse(n: number): Row[] {
      const rows: Row[] = [];
      for (let i = 0; i < n; i++) rows.push(new Row(i));
      return rows;
    }
    const later = async (n: number) => {
      await null;
      return new Map(Array.from({ length: n }, (_, i): [number, number] => [i, i]));
    };
    const { make } = require("maker");`);
});
after(async () => {
  await notebook.end();
  rmSync(folder, { recursive: true });
});

async function heap(code: string): Promise<HeapResult & { readonly sites: AllocationSites; readonly text: string }> {
  const { results, displays } = await notebook.must(code);
  const result = results[0] as HeapResult;
  assert.ok(result.sites, JSON.stringify(result));
  return { ...result, sites: result.sites, text: displays.join("\n") };
}

function megabytesAt({ rows }: AllocationSites, site: RegExp): number {
  return rows.filter((row) => site.test(row.site)).reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
}

for (const [engine, option] of [
  ["fork", ""],
  ["fresh", " --fresh"],
]) {
  describe(`%heap --by site in the engine ${engine}`, () => {
    test("names functions by the cell and the line as typed, and the cell itself", async () => {
      const code = `%%heap --by site${option}\nconst rows = parse(200_000);\nconst more = rows.map(({ id }) => ({ id }));`;
      const { sites, text, partition, notes } = await heap(code);
      assert.equal(partition, undefined);
      // 200,000 objects of 40 bytes are of the function that says `new`, the array of 32 bytes that each has is the constructor's. For V8 this
      // begins with its class or with itself, by version.
      assert.ok(megabytesAt(sites, /^parse \(cell \[1\], line 6\)$/) > 7, text);
      assert.ok(megabytesAt(sites, /^Row \(cell \[1\], line [13]\)$/) > 4, text);
      assert.ok(megabytesAt(sites, /^anonymous \(cell \[\d+\], line 3\)$/) > 4, text);
      // 1.6 MB, of which some 50 samples tell.
      assert.ok(megabytesAt(sites, /^cell \[\d+\]$/) > 0.5, text);
      assert.ok(Math.abs(sites.totalBytes / sites.usedHeapBytes - 1) < 0.5, text);
      assert.match(text, /\(sampled every 32 KiB, [\d,]+ samples: ± \d+\.\d\d [KM]iB\)/);
      assert.ok(notes.some(({ reason }) => reason === "sampled-sites"));
    });

    test("builtins count for their callers, also after an await", async () => {
      const { sites, text } = await heap(`%heap --by site${option} await later(100_000)`);
      assert.ok(megabytesAt(sites, /^later \(cell \[1\], line 11\)$/) > 3, text);
    });

    test("packages have their own names", async () => {
      const { sites, text } = await heap(`%heap --by site${option} make(100_000)`);
      assert.ok(megabytesAt(sites, /^(make|anonymous) \(package maker, lib\/make\.js:[34]\)$/) > 5, text);
    });
  });
}

describe("%heap --by site", () => {
  test("a name that would like to be markup stays text", async () => {
    await notebook.must(`const evil = { "<img src=x onerror=alert(1)>"(n: number) { return Array.from({ length: n }, () => [1]); } };`);
    const { log } = await notebook.must(`%heap --by site evil["<img src=x onerror=alert(1)>"](100_000)`);
    const shown = JSON.stringify(log.map(({ content }) => (content["data"] as Record<string, unknown> | undefined)?.["text/html"]));
    assert.match(shown, /&lt;img src=x onerror=alert\(1\)&gt;/);
    assert.doesNotMatch(shown, /<img/);
  });

  test("of the notebook it says that code is needed", async () => {
    const { error } = await notebook.run("%heap --by site");
    assert.match(error?.evalue ?? "", /^Where the notebook's objects were allocated is not known.* Give code to measure/);
  });

  test("a call from code has the function's name", async () => {
    const { results } = await notebook.must(`import { heap } from "tslab-magics";\nawait heap(() => parse(100_000), { by: "site" });`);
    assert.ok(megabytesAt((results[0] as HeapResult).sites!, /^parse \(cell \[1\], line 6\)$/) > 3);
  });
});

test("%heap --by site in a JavaScript notebook", async () => {
  const javascript = await NotebookSession.start({ isJs: true });
  try {
    await javascript.must("\nfunction fill(n) { return Array.from({ length: n }, (_, i) => i % 2 === 0 ? [i] : { i }); }");
    const { results } = await javascript.must("%heap --by site fill(200_000)");
    const { sites } = results[0] as HeapResult;
    assert.ok(megabytesAt(sites!, /^(fill|anonymous) \(cell \[1\], line 2\)$/) > 8, JSON.stringify(sites));
  } finally {
    await javascript.end();
  }
});
