import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { NotebookSession } from "../support/notebook-session";

let notebook: NotebookSession;

before(async () => {
  // An empty folder with a difficult name: nothing there resolves by itself.
  notebook = await NotebookSession.start({ folder: mkdtempSync(join(tmpdir(), "tslab magics test ü😀 ")) });
});
after(async () => {
  await notebook.end();
  rmSync(notebook.folder, { recursive: true });
});

describe("places of errors", () => {
  const thrown: readonly { readonly name: string; readonly code: string; readonly places: readonly string[] }[] = [
    { name: "after types that vanish", code: "interface P { a: number }\n\nthrow new Error('e')", places: ["3:7"] },
    { name: "with Windows line ends", code: "let a = 1\r\n\r\nthrow new Error('e')", places: ["3:7"] },
    { name: "after emoji", code: "/* 😀😀 */ throw new Error('e')", places: ["1:16"] },
    { name: "in a function of the same cell", code: "function g() {\n  throw new Error('e')\n}\ng()", places: ["2:9", "4:1"] },
    { name: "after an await", code: "await null\n;(null as any).x", places: ["2:16"] },
    { name: "in a measured line", code: "%memit throw new Error('e')", places: ["1:14"] },
    { name: "in a measured cell", code: "%%memit let s = 1\n\n  throw new Error('e')", places: ["3:9"] },
    { name: "in the setup", code: "%%memit throw new Error('e')\n1", places: ["1:15"] },
    { name: "in a timed loop", code: "%%timeit\nconst z = 1;\nif (z) throw new Error('e')", places: ["3:14"] },
    { name: "in code after a magic", code: "const b1 = 1\n%memit -q b1\nthrow new Error('e')", places: ["3:7"] },
    { name: "in the code of %time", code: "%time (() => { throw new Error('e') })()", places: ["1:22", "1:39"] },
  ];
  for (const { name, code, places } of thrown) {
    test(name, async () => {
      const { error } = await notebook.run(code);
      const lines = error?.traceback.split("\n").slice(1) ?? [];
      assert.deepEqual(
        lines.map((line) => /cell \[\d+\]:(\d+:\d+)/.exec(line)?.[1] ?? line),
        places,
      );
    });
  }

  test("a function of an earlier cell is found there", async () => {
    const first = await notebook.run("1");
    await notebook.must("\nfunction thrower() { throw new RangeError('far') }");
    const { error, log } = await notebook.run("const go = () => thrower()\n\ngo()");
    const n = Number(log.find(({ header }) => header.msg_type === "execute_input")?.content["execution_count"]);
    assert.equal(
      error?.traceback,
      `RangeError: far\n    at thrower (cell [${n - 1}]:2:28)\n    at go (cell [${n}]:1:18)\n    at cell [${n}]:3:1`,
    );
    assert.equal(first.status, "ok");
  });

  test("a stack that a cell prints itself is translated too, also in a child", async () => {
    const code = "console.log(new Error('printed').stack)";
    const places = [await notebook.must(code), await notebook.must(`%%memit -q\n${code}`)].map(
      ({ stdout }) => /\d+:\d+$/m.exec(stdout.trimEnd())?.[0],
    );
    assert.deepEqual(places, ["1:13", "2:13"]);
  });

  test("type errors in magics", async () => {
    assert.match((await notebook.run("%memit const q: string = 1")).error?.evalue ?? "", /^cell \[\d+\]:1:14 - Type 'number'/);
    assert.match((await notebook.run("%%memit let o: string = 1\n1")).error?.evalue ?? "", /^cell \[\d+\]:1:13 - Type 'number'/);
    assert.match((await notebook.run("%%timeit\n\nnowhere")).error?.evalue ?? "", /^cell \[\d+\]:3:1 - Cannot find name/);
    assert.match((await notebook.run("%memit -r x 1")).error?.evalue ?? "", /^cell \[\d+\]:1:11 - /);
  });
});

describe("magics in cells", () => {
  test("a mixed cell is checked as a whole before any of it runs", async () => {
    const run = await notebook.run("console.log('must not run')\n%memit -q nowhere");
    assert.equal(run.stdout, "");
    assert.equal(run.error?.ename, "CompileError");
  });

  test("a mixed cell runs in order, and its last value is shown", async () => {
    const run = await notebook.must("let m1 = 1\n%memit m1\nm1 += 1\n%timeit -n 10 -r 2 m1\nm1 * 10");
    assert.equal(run.value, "20");
    assert.deepEqual(
      run.results.map(({ kind }) => kind),
      ["memit", "timeit"],
    );
  });

  test("results are values, by assignment and by name", async () => {
    await notebook.must(
      "const r1 = %memit -q -o Buffer.alloc(20 * 2 ** 20, 1)\n%memit -q -v r2 -r 2 1\nconst { perLoop } = %timeit -q -n 5 -r 3 -o 1",
    );
    const { value } = await notebook.must(
      "[r1.kind, Math.round(r1.incrementBytes! / 2 ** 20), r2.runs.length, perLoop!.meanNs >= 0].join()",
    );
    assert.equal(value, "memit,20,2,true");
    assert.match((await notebook.must("r1")).value ?? "", /^<MemitResult : peak memory: /);
  });

  test("the result type is known", async () => {
    assert.match((await notebook.run("const wrong: string = r1.peakBytes")).error?.evalue ?? "", /not assignable to type 'string'/);
  });

  test("--keep declares in the notebook, without showing its output twice", async () => {
    const run = await notebook.must("%%memit --keep\nconst kept = 7; console.log('once')");
    assert.equal(run.stdout, "once\n");
    assert.equal((await notebook.must("kept")).value, "7");
    await notebook.must("%%memit -q\nconst dropped = 7");
    assert.equal((await notebook.run("dropped")).error?.ename, "CompileError");
  });

  test("%time runs in the notebook, shows the value, and gives it to an assignment", async () => {
    const run = await notebook.must("%time const timed = 6\n");
    assert.equal(run.results[0]?.kind, "time");
    assert.equal((await notebook.must("const given = %time timed * 7\ngiven")).value, "42");
  });

  test("%time --no-raise-error lets the cell go on", async () => {
    const run = await notebook.must("%time --no-raise-error JSON.parse('{')\nconsole.log('on')");
    assert.equal(run.stdout, "on\n");
    assert.equal(run.results[0]?.outcome.kind, "threw");
  });

  test("%timeit --compare times statements in turns, in one child", async () => {
    const { results, status } = await notebook.must(
      "%%timeit --compare -n 20 -r 4 const few = [3, 1, 2]\n[...few].sort()\n{\n  const copy = [...few];\n  copy.sort();\n}\nfew.length",
    );
    assert.equal(status, "ok");
    const [result] = results;
    assert.ok(result?.kind === "timeit");
    assert.deepEqual(
      result.contenders?.map(({ code, allRunsNs, ratio }) => [code.replace(/\s+/g, " "), allRunsNs.length, ratio === undefined]),
      [
        ["[...few].sort()", 4, true],
        ["{ const copy = [...few]; copy.sort(); }", 4, false],
        ["few.length", 4, result.contenders?.[2]?.perLoop === undefined],
      ],
    );
    assert.match((await notebook.run("%timeit --setup-each 1")).error?.evalue ?? "", /no setup to run/);
    assert.match((await notebook.run("%%timeit --compare\n1")).error?.evalue ?? "", /nothing to compare with/);
  });

  test("%timeit gives each loop its setup where it is asked to, and leaves the notebook's variables alone", async () => {
    await notebook.must("let turns = 0;");
    await notebook.must(
      "%%timeit --setup-each -n 3 -r 2 const list = [2, 1]; turns++;\nlist.sort(); if (list.push(3) !== 3) throw new Error('not new');",
    );
    assert.equal((await notebook.must("turns")).value, "0");
  });

  test("%timeit sees what a function assigns while it is timed", async () => {
    await notebook.must("let count = 0; function next() { count = count + 1; return count; }");
    const run = await notebook.must(
      "%%timeit -n 5 -r 2\nconst before = count; next(); if (count !== before + 1) throw new Error('stale');",
    );
    assert.equal(run.results[0]?.outcome.kind, "completed");
  });

  test("a child that waits is no connection of the notebook's", async () => {
    await notebook.must("%memit -q --fresh 1");
    const run = await notebook.must("%memit 1");
    assert.deepEqual(
      run.results[0]?.notes.filter(({ reason }) => reason === "shared-handles"),
      [],
    );
  });

  test("in code", async () => {
    const run = await notebook.must(
      "import { memit, timeit, heap } from 'tslab-magics';\nconst m = await memit(() => Buffer.alloc(10 * 2 ** 20, 1), { repeat: 2 });\nconst t = await timeit(() => Math.sqrt(m.runs.length), { loops: 100, repeat: 3 });\n[m.runs.length, t.loops, t.allRunsNs.length].join()",
    );
    assert.equal(run.value, "2,100,3");
    assert.deepEqual(
      run.results.map(({ kind }) => kind),
      ["memit", "timeit"],
    );
    assert.match((await notebook.run("await memit(() => 1, { repeat: 0 })")).error?.evalue ?? "", /repeat/);
  });

  test("%heap counts what a cell leaves alive", async () => {
    const run = await notebook.must(
      "%%heap\nclass Point { constructor(public x: number, public y: number) {} }\nconst points = Array.from({ length: 5000 }, (_, i) => new Point(i, i));",
    );
    const [result] = run.results;
    assert.ok(result?.kind === "heap");
    assert.equal(result.partition?.rows.find(({ kind }) => kind === "Point")?.count, 5000);
  });

  test("help goes to the pager, and %lsmagic lists", async () => {
    const reply = await notebook.kernel.execute("%memit?");
    assert.match(JSON.stringify(reply.payload), /--repeat/);
    assert.match((await notebook.must("%lsmagic")).displays[0] ?? "", /%timeit/);
  });

  test("output, display and clear_output of a measured cell arrive in order", async () => {
    const { log } = await notebook.must(
      "%%memit\nimport { display } from 'tslab';\nconsole.log('a'); display.text('b'); console.error('c'); console.clear(); process.stdout.write('d\\n');",
    );
    // What the magic itself shows is its result, and on a slow machine a live display before it.
    const own = log.filter(({ content }) => !/memit|%/.test(JSON.stringify(content["data"] ?? "")));
    const types = own.map(({ header, content }) => (header.msg_type === "stream" ? content["text"] : header.msg_type));
    assert.deepEqual(types, ["execute_input", "a\n", "display_data", "c\n", "clear_output", "d\n"]);
    assert.match(JSON.stringify(log.at(-1)?.content["data"]), /peak memory/);
  });

  test("a live display is updated in its place, and ends with the result", async () => {
    const { log, displays } = await notebook.must("%%memit\nawait new Promise((r) => setTimeout(r, 2500));");
    const types = log.map(({ header }) => header.msg_type).filter((type) => type !== "execute_input");
    assert.equal(types[0], "display_data");
    assert.ok(types.length > 3 && types.slice(1).every((type) => type === "update_display_data"), types.join());
    assert.equal(displays.length, 1);
    assert.match(displays[0] ?? "", /^peak memory: /);
  });

  test("only the first run and the first loop show their output", async () => {
    assert.equal((await notebook.must("%memit -r 3 console.log('once')")).stdout, "once\n");
    assert.equal((await notebook.must("%timeit -n 10 -r 2 console.log('once')")).stdout, "once\n");
  });
});

describe("the folder", () => {
  test("local modules are found, also in a measured cell that is the first to use them, and followed when they change", async () => {
    writeFileSync(join(notebook.folder, "local.ts"), "export const version = 1;");
    assert.equal((await notebook.must("%%memit -q\nimport { version } from './local'; console.log(version)")).stdout, "1\n");
    assert.equal((await notebook.must("import { version } from './local'; version")).value, "1");
  });

  test("packages beside the kernel serve where the folder has none", async () => {
    assert.equal((await notebook.must("import { parse } from 'csv-parse/sync'; parse('a,b')[0].length")).value, "2");
    assert.match((await notebook.run("import * as no from 'no-such-package'")).error?.evalue ?? "", /Cannot find module 'no-such-package'/);
  });
});

describe("completion and inspection", () => {
  const complete = async (code: string): Promise<readonly string[]> => {
    const reply = await notebook.kernel.request("complete_request", { code, cursor_pos: Array.from(code).length });
    return reply["matches"] as string[];
  };
  test("magics, their options, and the code that they measure", async () => {
    await notebook.must("const someLongName = 1;");
    assert.deepEqual(await complete("%mem"), ["%memit"]);
    assert.ok((await complete("%memit --re")).includes("--repeat"));
    assert.ok((await complete("%memit -r 3 someLo")).includes("someLongName"));
    assert.ok((await complete("%%timeit const inSetup = 1\n'😀'; inSe")).includes("inSetup"));
    assert.ok((await complete("const q = %memit -o someLo")).includes("someLongName"));
  });
  test("hover in measured code, and on a magic", async () => {
    const code = "'😀'; %memit".slice(6) + " someLongName";
    const reply = await notebook.kernel.request("inspect_request", { code, cursor_pos: code.length - 2, detail_level: 0 });
    assert.match(JSON.stringify(reply["data"]), /const someLongName: 1/);
    const help = await notebook.kernel.request("inspect_request", { code: "%memit 1", cursor_pos: 3, detail_level: 0 });
    assert.match(JSON.stringify(help["data"]), /--repeat/);
  });
});

describe("is_complete", () => {
  const table: readonly (readonly [string, string])[] = [
    ["1 + 1", "complete"],
    ["`abc", "incomplete"],
    ["function f() {", "incomplete"],
    ["let = = 3", "invalid"],
    [")(", "invalid"],
    ["%memit f()", "complete"],
    ["%%memit", "incomplete"],
    ["%%memit\n1", "complete"],
    ["/* open", "incomplete"],
  ];
  for (const [code, status] of table) {
    test(`${JSON.stringify(code)} is ${status}`, async () => {
      assert.equal((await notebook.kernel.request("is_complete_request", { code }))["status"], status);
    });
  }
});

test("the JavaScript kernel measures too", async () => {
  const js = await NotebookSession.start({ isJs: true });
  try {
    await js.must("const n = 20;\nfunction fill(mib) { return Buffer.alloc(mib * 2 ** 20, 1) }");
    await js.must("const r = %memit -o -q fill(n)");
    assert.equal((await js.must("Math.round(r.incrementBytes / 2 ** 20)")).value, "20");
  } finally {
    await js.end();
  }
});

test("prompt() asks the front end", async () => {
  const asked: string[] = [];
  const texts: unknown[] = [];
  await notebook.kernel.execute("import { prompt } from 'tslab-magics';\nconsole.log('Hello ' + await prompt('Name? '))", {
    onInput: (text) => {
      asked.push(text);
      return "Ada";
    },
    onIopub: ({ header, content }) => {
      if (header.msg_type === "stream") texts.push(content["text"]);
    },
  });
  assert.deepEqual([asked, texts], [["Name? "], ["Hello Ada\n"]]);
});

test("without the flags the kernel starts all the same, and its magics use new processes", async () => {
  const plain = await NotebookSession.start({ flags: [] });
  try {
    assert.equal((await plain.must("1 + 1")).value, "2");
    await plain.must("const kept = [1, 2, 3];");
    const { results } = await plain.must("%memit kept.push(4)");
    assert.equal(results[0]?.kind === "memit" && results[0].engine, "fresh");
    assert.equal((await plain.must("kept.length")).value, "3");
  } finally {
    await plain.end();
  }
});

test("packages may appear beside the notebook while it runs", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tslab-magics-test-"));
  const install = (name: string): void => {
    const place = join(folder, "node_modules", name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "package.json"), JSON.stringify({ name, version: "1.0.0", main: "index.js", types: "index.d.ts" }));
    writeFileSync(join(place, "index.js"), "exports.answer = 42;");
    writeFileSync(join(place, "index.d.ts"), "export declare const answer: number;");
  };
  install("early");
  const session = await NotebookSession.start({ folder });
  try {
    assert.equal((await session.must("import * as early from 'early'; early.answer")).value, "42");
    for (const name of ["late", "later", "latest"]) {
      assert.match((await session.run(`import * as ${name} from '${name}';`)).error?.evalue ?? "", /Cannot find module/);
      install(name);
      const use = `import * as ${name} from '${name}'; ${name}.answer + early.answer`;
      // TypeScript's watcher takes a second or two to see it.
      for (let tries = 0; tries < 40 && (await session.run(use)).status !== "ok"; tries++) await delay(250);
      assert.equal((await session.must(use)).value, "84");
    }
    assert.match((await session.run("const wrong: string = late.answer")).error?.evalue ?? "", /not assignable to type 'string'/);
  } finally {
    await session.end();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a Stop that comes while a cell is still being converted stops it", async () => {
  const session = await NotebookSession.start();
  try {
    let isAsked = false;
    const run = await session.run("while (true);", () => {
      if (!isAsked) void session.kernel.interrupt();
      isAsked = true;
    });
    assert.equal(run.error?.ename, "KeyboardInterrupt");
    assert.equal((await session.must("1 + 1")).value, "2");
  } finally {
    await session.end();
  }
});

test("a Stop that comes while a measurement waits for its turn stops it", async () => {
  const session = await NotebookSession.start();
  try {
    for (const afterMs of [100, 200, 300]) {
      // The next child starts up now, and a measurement waits for that.
      await session.must("%memit -q --fresh 1");
      let isAsked = false;
      const run = await session.run("%memit -q --fresh await new Promise((resolve) => setTimeout(resolve, 60_000))", () => {
        if (!isAsked) setTimeout(() => void session.kernel.interrupt(), afterMs);
        isAsked = true;
      });
      assert.equal(run.error?.ename, "KeyboardInterrupt");
    }
    assert.equal((await session.must("1 + 1")).value, "2");
  } finally {
    await session.end();
  }
});
