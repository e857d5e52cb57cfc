import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { kernelFlags } from "../../src/kernel/flags";
import type { MemitResult, Note } from "../../src/model/result";
import { NotebookSession } from "../support/notebook-session";

const MIB = 2 ** 20;

let notebook: NotebookSession;

before(async () => {
  notebook = await NotebookSession.start();
});
after(() => notebook.end());

async function memit(code: string): Promise<MemitResult> {
  const { results } = await notebook.must(code);
  return results[0] as MemitResult;
}

const reasons = ({ notes }: { readonly notes: readonly Note[] }): readonly string[] => notes.map(({ reason }) => reason);

function near(actual: number | undefined, expectedBytes: number, toleranceBytes: number): void {
  assert.ok(Math.abs((actual ?? NaN) - expectedBytes) <= toleranceBytes, `${actual} is not within ${toleranceBytes} of ${expectedBytes}`);
}

/** By how much a script raises the high-water mark of a Node process of its own, with the flags of a kernel, without Node's code that it is the first to run. */
function incrementAlone(script: string): number {
  const program = `
    const { readFileSync, writeFileSync } = require("fs");
    const run = new Function(${JSON.stringify(script)});
    const read = (field) => 1024 * Number(new RegExp(field + ":[^0-9]+([0-9]+)").exec(readFileSync("/proc/self/status", "latin1"))[1]);
    gc(); gc(); read("VmHWM");
    writeFileSync("/proc/self/clear_refs", "5");
    const [before, codeBefore] = [read("VmRSS"), read("RssFile")];
    run();
    console.log(read("VmHWM") - before - (read("RssFile") - codeBefore));`;
  return Number(execFileSync(process.execPath, [...kernelFlags(process.platform), "-e", program], { encoding: "utf8" }));
}

describe("-i", () => {
  test("spaces the samples of the curve, and leaves the peak exact", async () => {
    const block =
      "await (async () => { const block = Buffer.alloc(30 * 2 ** 20, 1); await new Promise((r) => setTimeout(r, 400)); return block.length; })();";
    const [often, seldom] = [await memit(`%%memit\n${block}`), await memit(`%%memit -i 0.1\n${block}`)];
    for (const { incrementBytes, instrument } of [often, seldom]) {
      near(incrementBytes, 30 * MIB, MIB);
      assert.equal(instrument.exact, true);
    }
    const gaps = ({ runs }: MemitResult): number[] => {
      const { tNs } = runs[0]?.curve ?? { tNs: [] };
      return tNs.slice(1).map((t, index) => t - tNs[index]!);
    };
    assert.ok(gaps(seldom).length >= 1 && gaps(seldom).length <= 4);
    assert.ok(Math.min(...gaps(seldom)) > 50e6);
    assert.ok((seldom.instrument.intervalNs ?? 0) > 50e6 && (often.instrument.intervalNs ?? Infinity) < 50e6);
    assert.ok(gaps(often).length > 4);
  });
});

describe("-c", () => {
  /** Starts a process that holds 50 MiB, and waits until it does; `ended` waits for its end. */
  const HELD = `
import { spawn } from "child_process";
import { once } from "events";
async function hold() {
  const script = "const block = Buffer.alloc(50 * 2 ** 20, 1); console.log('held'); process.stdin.on('end', () => process.exit(block.length && 0)).resume()";
  const child = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}
async function end(child: Awaited<ReturnType<typeof hold>>) { child.stdin.end(); await once(child, "exit"); }`;

  before(() => notebook.must(HELD));

  test("adds what the code starts to the peak, and says that this is a sampled sum", async () => {
    const code = "const child = await hold(); await new Promise((r) => setTimeout(r, 50)); await end(child);";
    const [alone, together] = [await memit(`%%memit\n${code}`), await memit(`%%memit -c\n${code}`)];
    assert.ok((alone.incrementBytes ?? NaN) < 20 * MIB, String(alone.incrementBytes));
    // A Node process takes some 40 MiB itself.
    assert.ok((together.incrementBytes ?? NaN) > 75 * MIB && (together.incrementBytes ?? NaN) < 140 * MIB, String(together.incrementBytes));
    assert.deepEqual([together.instrument.exact, together.instrument.probe], [false, "statm"]);
    assert.ok(reasons(together).includes("summed-processes"));
    assert.ok(Math.max(...(together.runs[0]?.curve?.rssBytes ?? [])) > (together.baselineBytes ?? NaN) + 70 * MIB);
    near(together.runs[0]?.retainedBytes, 0, 20 * MIB);
  });

  test("adds what runs already to the baseline as well", async () => {
    const cell = "%%memit -c const child = await hold();\nBuffer.alloc(30 * 2 ** 20, 1).length";
    const [alone, together] = [await memit(cell.replace("-c ", "")), await memit(cell)];
    assert.ok((together.baselineBytes ?? NaN) - (alone.baselineBytes ?? NaN) > 75 * MIB);
    near(together.incrementBytes, 30 * MIB, 4 * MIB);
  });

  test("counts neither the kernel nor what it has started itself", async () => {
    await notebook.must("const ofTheNotebook = await hold();");
    const measure = (options: string): Promise<MemitResult> => memit(`%memit ${options} Buffer.alloc(20 * 2 ** 20, 1)`);
    const [before, together, after] = [await measure(""), await measure("-c"), await measure("")];
    // The notebook itself grows from cell to cell, by some garbage that is collected when there are 4 MiB.
    const [least = NaN, most = NaN] = [before, after].map(({ baselineBytes = NaN }) => baselineBytes).sort((a, b) => a - b);
    assert.ok(most - least < 8 * MIB && (together.baselineBytes ?? NaN) > least - MIB && (together.baselineBytes ?? NaN) < most + MIB);
    near(together.incrementBytes, 20 * MIB, MIB);
    await notebook.must("await end(ofTheNotebook);");
  });

  test("works in a new process too", async () => {
    const { engine, incrementBytes = NaN } = await memit("%memit --fresh -c await end(await hold())");
    assert.equal(engine, "fresh");
    assert.ok(incrementBytes > 75 * MIB, String(incrementBytes));
  });
});

describe("--assert-peak and --assert-increment", () => {
  test("show the result, then fail the cell with both figures", async () => {
    const { status, error, results, displays } = await notebook.run("%memit -q --assert-increment 10MiB Buffer.alloc(20 * 2 ** 20, 1)");
    assert.equal(status, "error");
    assert.equal(error?.ename, "AssertionFailed");
    assert.match(error.evalue, /^Increment 20\.\d\d MiB is above the limit of 10\.00 MiB\.$/);
    const [result] = results as [MemitResult];
    assert.deepEqual(result.outcome, { kind: "completed" });
    assert.deepEqual(result.assertions, [{ what: "increment", limitBytes: 10 * MIB, actualBytes: result.incrementBytes, holds: false }]);
    assert.match(displays[0] ?? "", /^Assertion failed: increment 20\.\d\d MiB is above the limit of 10\.00 MiB\.$/m);
  });

  test("say nothing with -q where they hold", async () => {
    const { results } = await notebook.must(
      "const held = %memit -q -o --assert-peak 4GiB --assert-increment 30MiB Buffer.alloc(20 * 2 ** 20, 1)",
    );
    assert.deepEqual(results, []);
    assert.equal((await notebook.must("held.assertions!.map(({ holds }) => holds).join()")).value, "true,true");
  });

  test("reject in code, with the result", async () => {
    const code = "import { memit } from 'tslab-magics';\n";
    const failing = "await memit(() => Buffer.alloc(20 * 2 ** 20, 1), { assertIncrement: '10MiB', quiet: true })";
    const { error } = await notebook.run(code + failing);
    assert.equal(error?.ename, "AssertionFailed");
    assert.match(error.evalue, /^Increment 20\./);
    const { value } = await notebook.must(`${code}await ${failing.slice(6)}.catch((error) => [error.name, error.result.kind].join())`);
    assert.equal(value, "AssertionFailed,memit");
    assert.equal((await notebook.must(`${code}(await memit(() => 1, { assertPeak: 2 ** 40 })).assertions![0]!.holds`)).value, "true");
  });

  test("leave the code its own error", async () => {
    const { error } = await notebook.run("%memit --assert-peak 1KiB throw new RangeError('mine')");
    assert.deepEqual([error?.ename, error?.evalue], ["RangeError", "mine"]);
  });
});

describe("--compare", () => {
  test("judges beside a result that was kept, also in the same cell", async () => {
    const code = "const before = %memit -q -o -r 2 Buffer.alloc(60 * 2 ** 20, 1)\n%memit --compare before Buffer.alloc(20 * 2 ** 20, 1)";
    const { results, displays } = await notebook.must(code);
    const { comparison } = results[0] as MemitResult;
    assert.deepEqual(
      [
        comparison?.variable,
        comparison?.runs,
        comparison?.referenceRuns,
        comparison?.peakBytes?.verdict,
        comparison?.incrementBytes?.verdict,
      ],
      ["before", 1, 2, "better", "better"],
    );
    near((comparison?.incrementBytes?.ratio ?? NaN) * 60 * MIB, 20 * MIB, MIB);
    assert.match(displays[0] ?? "", /^compared with before \(medians of 1 run here, 2 there\):$/m);
    const again = await memit("%memit --compare before Buffer.alloc(60 * 2 ** 20, 1)");
    assert.deepEqual([again.comparison?.peakBytes?.verdict, again.comparison?.incrementBytes?.verdict], ["invariant", "invariant"]);
  });

  test("works in code, with the result itself", async () => {
    const code = "import { memit } from 'tslab-magics';\nconst other = await memit(() => 1, { quiet: true, compare: before });";
    await notebook.must(code);
    assert.equal((await notebook.must("other.comparison!.incrementBytes!.verdict")).value, "better");
  });

  test("is an error where there is nothing to compare with", async () => {
    const missing = await notebook.run("console.log('earlier')\n%memit --compare nowhere console.log('not run')");
    assert.deepEqual([missing.error?.ename, missing.stdout], ["UsageError", "earlier\n"]);
    assert.match(missing.error?.evalue ?? "", /^There is no variable nowhere/);
    await notebook.must("const kept = %timeit -q -n 1 -r 1 -o 1");
    assert.match((await notebook.run("%memit --compare kept 1")).error?.evalue ?? "", /^The variable kept is no result of %memit/);
  });
});

describe("the story of a peak", () => {
  const story = (result: MemitResult): readonly string[] =>
    reasons(result).filter((reason) => ["untouched-memory", "freed-pages-stay"].includes(reason));

  test("memory that nothing was written to", async () => {
    const untouched = await memit("%memit Buffer.alloc(100 * 2 ** 20)");
    assert.ok((untouched.incrementBytes ?? NaN) < 2 * MIB);
    assert.deepEqual(story(untouched), ["untouched-memory"]);
    assert.match(
      untouched.notes.map(({ text }) => text).join(),
      /Allocated 100\.\d\d MiB in buffers and the like, while RSS rose by [01]\.\d\d MiB/,
    );
    assert.deepEqual(story(await memit("%memit Buffer.alloc(100 * 2 ** 20, 1)")), []);
  });

  test("memory that was freed and stays resident", async () => {
    // Each takes its place from malloc. The last one holds the end of malloc's area, so that nothing of it can be given back.
    const cell =
      "%%memit\nlet blocks: Buffer[] | undefined = Array.from({ length: 150_000 }, () => Buffer.alloc(1024, 1)); const last = blocks.at(-1)!; blocks = undefined; (globalThis as any).last = last;";
    const result = await memit(cell);
    assert.deepEqual(story(result), ["freed-pages-stay"]);
    assert.ok((result.runs[0]?.retainedBytes ?? NaN) > 100 * MIB);
    const alive = await memit("%%memit\n(globalThis as any).blocks = Array.from({ length: 150_000 }, () => Buffer.alloc(1024, 1));");
    assert.ok((alive.runs[0]?.retainedBytes ?? NaN) > 100 * MIB);
    assert.deepEqual(story(alive), []);
  });

  test("is told of new processes alike", async () => {
    assert.deepEqual(story(await memit("%memit --fresh Buffer.alloc(100 * 2 ** 20)")), ["untouched-memory"]);
    assert.deepEqual(story(await memit("%memit --fresh Buffer.alloc(100 * 2 ** 20, 1)")), []);
  });
});

describe("--metric", () => {
  test("heap is V8's count, exact whatever was collected meanwhile", async () => {
    // 4,000,000 elements of 8 bytes each, of which nothing is left at the end.
    const cell = "%%memit --metric heap\n(() => new Array(4_000_000).fill(0).length)(); globalThis.gc!();";
    const result = await memit(cell);
    assert.equal(result.metric, "heap");
    assert.deepEqual([result.instrument.probe, result.instrument.exact], ["v8-gc", true]);
    near(result.incrementBytes, 32e6, MIB);
    near(result.runs[0]?.retainedBytes, 0, MIB);
    assert.ok((result.baselineBytes ?? NaN) > 10 * MIB && (result.baselineBytes ?? NaN) < (result.runs[0]?.rss?.baselineBytes ?? NaN));
    const outside = await memit("%memit --metric heap Buffer.alloc(50 * 2 ** 20, 1)");
    near(outside.incrementBytes, 0, MIB / 2);
    near(outside.runs[0]?.rss?.incrementBytes, 50 * MIB, 3 * MIB);
  });

  test("external is what buffers hold, touched or not, and is never called exact", async () => {
    const result = await memit("%memit --metric external [Buffer.alloc(30 * 2 ** 20), Buffer.alloc(20 * 2 ** 20, 1)]");
    near(result.incrementBytes, 50 * MIB, MIB / 4);
    assert.deepEqual([result.instrument.probe, result.instrument.exact], ["v8-gc", false]);
    assert.ok(reasons(result).includes("sampled-peak"));
    near(
      (await memit("%%memit --metric external\n(() => Buffer.alloc(40 * 2 ** 20).length)(); globalThis.gc!();")).incrementBytes,
      40 * MIB,
      MIB / 4,
    );
  });

  test("anon is what no file is behind", async () => {
    const cell =
      "%%memit --metric anon\nawait (async () => { const block = Buffer.alloc(40 * 2 ** 20, 1); await new Promise((r) => setTimeout(r, 100)); return block.length; })();";
    const result = await memit(cell);
    near(result.incrementBytes, 40 * MIB, 2 * MIB);
    assert.ok((result.baselineBytes ?? NaN) < (result.runs[0]?.rss?.baselineBytes ?? NaN));
    assert.deepEqual([result.instrument.probe, result.instrument.exact], ["statm", false]);
  });

  test("is named everywhere, and the curve stays that of RSS", async () => {
    const { results, displays, log } = await notebook.run("%memit -r 2 --metric heap --assert-peak 1KiB new Array(1e6).fill(0)");
    const [result] = results as [MemitResult];
    assert.match(displays[0] ?? "", /^peak V8 heap: .*\nAssertion failed: peak V8 heap /);
    assert.doesNotMatch(displays[0] ?? "", /peak memory/);
    assert.match(displays[0] ?? "", /RSS peak: /);
    const { rss, curve } = result.runs[0]!;
    for (const bytes of curve?.rssBytes ?? []) assert.ok(bytes <= (rss?.peakBytes ?? NaN) + MIB && bytes > (result.peakBytes ?? NaN));
    assert.match(JSON.stringify(log.at(-1)?.content), /Peak V8 heap/);
  });

  test("works in new processes, and is not mixed", async () => {
    near((await memit("%memit --fresh --metric heap new Array(4_000_000).fill(0)")).incrementBytes, 32e6, MIB);
    assert.equal((await notebook.run("%memit -c --metric heap 1")).error?.ename, "UsageError");
    await notebook.must("const heapResult = %memit -q -o --metric heap 1");
    assert.match((await notebook.run("%memit --compare heapResult 1")).error?.evalue ?? "", /has the metric heap, not rss/);
  });
});

describe("a copy of the notebook", () => {
  test("shows for objects what a Node process shows that holds nothing else", async () => {
    const code = "globalThis.list = Array.from({ length: 300_000 }, (_, index) => ({ index, next: index + 1 }));";
    const alone = incrementAlone(code);
    // The objects take 13.7 MiB when all is done; more while V8 moves them out of its young generation.
    assert.ok(alone > 13 * MIB, String(alone));
    const { spread } = await memit(`%%memit -r 3\n${code.replace("globalThis", "(globalThis as any)")}`);
    near(spread?.incrementBytes?.median, alone, 0.15 * alone);
  });

  test("shows a filled buffer as it is, also after the notebook has freed many", async () => {
    await notebook.must("let freed: Buffer[] = Array.from({ length: 8 }, () => Buffer.alloc(10 * 2 ** 20, 1));");
    await notebook.must("freed = []; globalThis.gc!();");
    for (const mib of [10, 60]) near((await memit(`%memit Buffer.alloc(${mib} * 2 ** 20, 1)`)).incrementBytes, mib * MIB, MIB);
  });
});

test("what converting many cells has left behind is not collected in the measured cell", async () => {
  for (let cell = 0; cell < 40; cell++) await notebook.must("%memit -q 0");
  const { incrementBytes, runs } = await memit("%memit Buffer.alloc(200 * 2 ** 20, 1)");
  near(incrementBytes, 200 * MIB, MIB);
  assert.ok((runs[0]?.retainedBytes ?? NaN) > -5 * MIB, String(runs[0]?.retainedBytes));
});

describe("what is copied for the child", () => {
  test("a cell that rewrites what the notebook has is told what the copies cost, each of them that does not is not", async () => {
    await notebook.must("const shared = new Float64Array(6_000_000).fill(1);");
    const [note] = (await memit("%memit shared.fill(2)")).notes.filter(({ reason }) => reason === "copy-on-write");
    const [, mib, faults] = /^At least ([\d.]+) MiB .* \(([\d,]+) minor page faults/.exec(note?.text ?? "") ?? [];
    near(Number(mib) * MIB, 48e6, 4 * MIB);
    assert.ok(Number(faults?.replaceAll(",", "")) >= 48e6 / 4096 / 2);
    for (const code of ["shared.reduce((a, b) => a + b)", "for (let i = 0; i < 1e7; i++);", "0"])
      assert.ok(!reasons(await memit(`%memit ${code}`)).includes("copy-on-write"), code);
    assert.ok(!reasons(await memit("%memit --fresh shared.fill(2)")).includes("copy-on-write"));
  });
});

test("what the system takes out of memory meanwhile is told", async () => {
  // Large parts are unchanged from Node's file, and read from there again.
  const engine = JSON.stringify(join(__dirname, "../../src/engine"));
  const { notes } = await memit(`%%memit
const { residentCode } = require(${engine} + "/fork/resident-code.js");
const { loadNative } = require(${engine} + "/native.js");
const MADV_DONTNEED = 4;
for (const { address, bytes } of residentCode()) if (bytes > 2 ** 20) loadNative().libc.madvise(address, bytes, MADV_DONTNEED);`);
  const [, mib] = /^While the code ran, ([\d.]+) MiB/.exec(notes.find(({ reason }) => reason === "reclaimed")?.text ?? "") ?? [];
  assert.ok(Number(mib) > 5 && Number(mib) < 80, String(mib));
});

test("a copy of the notebook has Node's code mapped as the notebook has it, so that the cell does not map it", async () => {
  await notebook.must(
    'const rssFile = () => Number(/RssFile:\\s+(\\d+)/.exec(require("fs").readFileSync("/proc/self/status", "latin1"))![1]);',
  );
  const own = Number((await notebook.must("rssFile()")).value);
  const { stdout } = await notebook.must("%memit console.log(rssFile())");
  assert.ok(Number(stdout) > 0.7 * own, `${stdout} of ${own}`);
});
