import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { docsPage, helpPage, helpText, optionHelpOf } from "../../src/magics/help";
import { parseCell } from "../../src/magics/parse-cell";
import { registry } from "../../src/magics/registry";
import { spellings } from "../../src/magics/options";

const MEMIT = `%memit: Peak memory of a line or a cell

  %memit [options] code

  %%memit [options] [setup]
  code

Runs the code in a child process that holds a copy of the notebook's state, and shows its peak
resident memory (RSS), the increment over the baseline just before the code, and the time.

Nothing changes in the notebook: variables that the code sets are gone with the child. A cell that
runs out of memory, loops for ever or crashes ends its child, never the notebook.

With --sweep it runs at several values of a variable, and says by which law memory and time grow,
which value is the largest within a --budget, and which one is best.

Options
  -r, --repeat N          Run N times, each in a child of its own; the highest peak counts (default:
                          once; in a sweep two or three times at each size).
  -t, --timeout SECONDS   End a run that takes longer, setup included.
  -i, --interval SECONDS  Time between the samples that make the curve; the peak is the exact mark
                          all the same.
  -c, --children          Add the memory of the processes that the code starts, in baseline and peak
                          alike. Their sum is sampled, never exact.
  --metric rss|anon|heap|external
                          Of which memory the figures are: all that is resident; of that, what no
                          file is behind; what V8 uses of its heap; what its objects hold outside of
                          the heap, such as the contents of buffers. Default: rss.
  --compare VARIABLE      Judge peak, increment and time beside those of an earlier result, such as
                          that of const a = %memit -o f(). In a sweep: draw both sweeps in one
                          picture, with the ratios.
  --assert-peak SIZE      Show the result, then fail with AssertionFailed if the peak is above this
                          in any run, or not known.
  --assert-increment SIZE The same for the increment.
  --sweep NAME=SIZES      Measure at several values of the variable NAME: a list (1e4,1e5,1e6), a
                          range whose sizes are chosen as it goes (1e3..1e6), or so many sizes of a
                          range (1e3..1e6:9). Each run is in a child of its own. Two variables make
                          a grid. It may be given several times.
  --budget SIZE|TIME      With --sweep: find the largest value whose increment (512MiB) or time (2s)
                          stays within it, and confirm it by runs.
  --budget-peak SIZE      With --sweep: the same for the peak itself, all of the process.
  --expect EXPRESSION     With --sweep: what you expect, in bytes (%timeit: ns), such as "8*n"; the
                          result says from where on reality departs.
  --force                 With --sweep: run sizes also that may exceed the budget or the machine.
  -o, --result            Give the result as a value: const r = %memit -o f()
  -v, --variable NAME     Store the result in the variable NAME.
  -q, --quiet             Show nothing but a failure.
  --keep                  Afterwards run the code once more, in the notebook itself, so that its
                          variables are there.
  --fresh                 Measure in a new Node process, which holds only what the code needs.
  --max-heap SIZE         End a run that adds more than this to V8's heap, such as 200MiB.
  --max-data SIZE         Let allocations fail that add more than this to the data segment, such as
                          1.5GB.
  --                      Ends the options, before code that begins with a minus.

Examples
  // one line
  %memit new Array(1e6).fill(0)
  // five runs of at most 10 seconds each
  %memit -r 5 -t 10 load(path)
  // a cell; the first line is setup, run but not measured
  %%memit const text = readFileSync(path, 'utf8')
  const rows = parse(text)
  rows.length
  // for CI: the cell fails where the peak is above that
  %memit --assert-peak 500MiB load(path)
  // how it grows, and the largest chunk for a budget
  %memit --sweep chunk=1e3..1e6 --budget 512MiB load(path, chunk)
  // the result as a value
  const { peakBytes } = %memit -o load(path)

In code: await memit(fn, options), where options have the long names in camelCase.`;

const TIME = `%time: Time of one execution in the notebook itself

  %time [options] code

  %%time [options] [setup]
  code

Runs the code as an ordinary cell: variables stay, the value is shown. Then shows CPU time, wall
time and how far the kernel's own memory rose meanwhile.

Nothing protects the notebook from the code: for a limit in time or memory use %memit or %timeit.

Options
  --no-raise-error        Let the cell go on where the code throws: the result says so.
  --                      Ends the options, before code that begins with a minus.

Examples
  // one line; rows is there afterwards
  %time const rows = load(path)
  // a cell
  %%time
  const rows = load(path)
  rows.length
  // the value of the code
  const rows = %time load(path)`;

const LSMAGIC = `Line magics: %memit %timeit %heap %time %lsmagic
Cell magics: %%memit %%timeit %%heap %%time

  %memit    Peak memory of a line or a cell
  %timeit   Time of a line or a cell, over many loops
  %heap     What a line, a cell or the notebook keeps alive in memory, by class
  %time     Time of one execution in the notebook itself
  %lsmagic  This list

%memit? explains a magic and its options.`;

test("the help of a magic with options", () => {
  assert.equal(helpText(registry.get("memit")!), MEMIT);
  assert.equal(helpPage(registry.get("memit")!)["text/plain"], MEMIT);
});

test("the help of a magic with one option", () => {
  assert.equal(helpText(registry.get("time")!), TIME);
});

test("the list of all magics", () => {
  const lsmagic = registry.get("lsmagic")!;
  assert.equal(lsmagic.kind === "report" && lsmagic.report(registry)["text/plain"], LSMAGIC);
});

test("the help of one option", () => {
  const memit = registry.get("memit")!;
  assert.equal(
    optionHelpOf(memit, "repeat")?.["text/plain"],
    "-r, --repeat N\nRun N times, each in a child of its own; the highest peak counts (default: once; in a sweep two or three times at each size).",
  );
  assert.equal(optionHelpOf(memit, "nothing"), undefined);
});

test("the docs pages are those of the option tables: node scripts/docs.mjs writes them", () => {
  const folder = path.join(repository(), "docs", "magics");
  assert.deepEqual(readdirSync(folder).sort(), [...registry.keys()].map((name) => `${name}.md`).sort());
  for (const magic of registry.values()) {
    assert.equal(readFileSync(path.join(folder, `${magic.name}.md`), "utf8"), docsPage(magic));
  }
});

test("every example of every magic is one, and every option stands in the help", () => {
  for (const magic of registry.values()) {
    for (const { code } of magic.examples) {
      const parsed = parseCell(code, registry);
      assert.deepEqual("error" in parsed ? parsed.error : undefined, undefined, code);
      const magics = parsed.segments.map((segment) => ("magic" in segment ? segment.magic.name : segment.kind));
      assert.deepEqual(magics, [magic.name], code);
    }
    for (const [key, spec] of Object.entries(magic.options)) {
      assert.ok(helpText(magic).includes(`  ${spellings(key, spec).join(", ")}`), `%${magic.name} ${key}`);
    }
    for (const line of helpText(magic).split("\n")) assert.ok(line.length <= 100, line);
  }
});

/** Tests run from a compiled copy, which may lie at any depth below the repository's folder. */
function repository(folder = __dirname): string {
  return readdirSync(folder).includes("package-lock.json") ? folder : repository(path.dirname(folder));
}
