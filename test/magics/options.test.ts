import assert from "node:assert/strict";
import { test } from "node:test";
import { editDistance, nearest } from "../../src/magics/nearest";
import { parseBytes } from "../../src/magics/plain-value";
import { parseOptions } from "../../src/magics/option-parser";
import { isList, longName, spellings, type NumberOption, type OptionSpec, type OptionValue } from "../../src/magics/options";
import { registry } from "../../src/magics/registry";

const memit = registry.get("memit")!;
const DEFAULTS = { sweep: [], force: false, children: false, metric: "rss", result: false, quiet: false, keep: false, fresh: false };

const LINES: readonly (readonly [line: string, values: Readonly<Record<string, OptionValue>>, code: string])[] = [
  ["", {}, ""],
  ["f()", {}, "f()"],
  ["-r 3 f()", { repeat: 3 }, "f()"],
  ["-r3 f()", { repeat: 3 }, "f()"],
  ["--repeat 3 f()", { repeat: 3 }, "f()"],
  ["--repeat=3\tf()", { repeat: 3 }, "f()"],
  ["-r 1_000 f()", { repeat: 1000 }, "f()"],
  ["-r 3 -r 4 f()", { repeat: 4 }, "f()"],
  ["-qor3 -v out f()", { quiet: true, result: true, repeat: 3, variable: "out" }, "f()"],
  ["-ci .01 f()", { children: true, interval: 0.01 }, "f()"],
  ["-t .5 --keep f()", { timeout: 0.5, keep: true }, "f()"],
  ["-v größe f()", { variable: "größe" }, "f()"],
  ["--max-heap=200MiB --max-data 1.5GB x", { maxHeap: 200 * 2 ** 20, maxData: 1.5e9 }, "x"],
  ["-q x -r 3", { quiet: true }, "x -r 3"],
  ["-q -- -x", { quiet: true }, "-x"],
  ["--", {}, ""],
  ["- x", {}, "- x"],
  ["-(x)", {}, "-(x)"],
  ["-q\n-r 3", { quiet: true }, "\n-r 3"],
];

for (const [line, values, code] of LINES) {
  test(`reads the options of ${JSON.stringify(line)}`, () => {
    const parsed = parseOptions(`%memit ${line}`, 6, memit);
    assert.equal(parsed.error, undefined);
    assert.deepEqual(parsed.values, { ...DEFAULTS, ...values });
    assert.equal(`%memit ${line}`.slice(parsed.end), code);
  });
}

test("every option of every magic is read in every way to write it", () => {
  for (const magic of registry.values()) {
    for (const [key, spec] of Object.entries(magic.options)) {
      for (const written of waysToWrite(key, spec)) {
        const parsed = parseOptions(`${written} f()`, 0, magic);
        assert.equal(parsed.error, undefined, `%${magic.name} ${written}`);
        const { value } = sample(spec);
        assert.deepEqual(parsed.values[key], isList(spec) ? [value] : value, `%${magic.name} ${written}`);
        assert.equal(`${written} f()`.slice(parsed.end), "f()");
      }
    }
  }
});

test("no two options of a magic are written alike", () => {
  for (const magic of registry.values()) {
    const all = Object.entries(magic.options).flatMap(([key, spec]) => spellings(key, spec));
    assert.deepEqual([...new Set(all)], all);
  }
});

test("values at their bounds are taken, beyond them refused", () => {
  for (const magic of registry.values()) {
    for (const [key, spec] of Object.entries(magic.options)) {
      if (spec.kind !== "integer" && spec.kind !== "seconds" && spec.kind !== "bytes") continue;
      for (const value of [spec.min, spec.max]) {
        assert.equal(parseOptions(`${longName(key)} ${value}`, 0, magic).values[key], value);
      }
      for (const value of beyond(spec)) {
        const { error } = parseOptions(`${longName(key)} ${value}`, 0, magic);
        assert.match(error?.message ?? "", /must be/, `%${magic.name} ${longName(key)} ${value}`);
      }
    }
  }
});

test("a choice takes its words only", () => {
  const magic = { name: "weigh", options: { metric: { kind: "choice", choices: ["rss", "heap"], default: "rss", help: "" } } } as const;
  assert.equal(parseOptions("x", 0, magic).values["metric"], "rss");
  assert.equal(parseOptions("--metric heap x", 0, magic).values["metric"], "heap");
  assert.equal(parseOptions("--metric pss x", 0, magic).error?.message, "--metric of %weigh must be one of rss, heap.");
  assert.equal(parseOptions("--metric", 0, magic).error?.message, "--metric of %weigh needs a value: --metric rss|heap.");
});

const heap = registry.get("heap")!;

test("a list has all its values in the order given, and is empty if there is none; of other options the last value counts", () => {
  const { values } = parseOptions("--paths A --paths=@12 --save a --paths 'class B' --save b", 0, heap);
  assert.deepEqual([values["paths"], values["save"], values["referrers"]], [["A", "@12", "class B"], "b", []]);
});

test("a value in quotes may hold blanks", () => {
  const lines: readonly (readonly [line: string, file: string, code: string])[] = [
    [`--save "my file.heapsnapshot" f()`, "my file.heapsnapshot", "f()"],
    [`--save='my file'\t"code"`, "my file", `"code"`],
    [`--save "it's" f()`, "it's", "f()"],
    [`--save '"' f()`, `"`, "f()"],
    [`--save "--limit 3"`, "--limit 3", ""],
    [`--save C:\\dir\\file f()`, `C:\\dir\\file`, "f()"],
    [`--save it's f()`, "it's", "f()"],
  ];
  for (const [line, file, code] of lines) {
    const parsed = parseOptions(line, 0, heap);
    assert.equal(parsed.error, undefined, line);
    assert.deepEqual([parsed.values["save"], line.slice(parsed.end)], [file, code], line);
  }
  assert.equal(parseOptions(`--limit "5" -t '2'`, 0, heap).values["limit"], 5);
});

test("a quote that is not closed, or that something follows, is a mistake", () => {
  const problem = "--save of %heap must end with the quote that it begins with, before a blank.";
  for (const line of [`--save "my file f()`, `--save='my file`, `--save "my"file f()`, `--save "`]) {
    const { error, values } = parseOptions(line, 0, heap);
    assert.deepEqual([error?.message, values["save"]], [problem, undefined], line);
  }
  assert.equal(parseOptions(`--save ""`, 0, heap).error?.message, "--save of %heap needs a value: --save FILE.");
});

test("the places of written options are exact", () => {
  const line = "%memit -r 3 --max-heap=1MiB -qv out f()";
  const { written } = parseOptions(line, 6, memit);
  assert.deepEqual(
    written.map(({ key, span, value }) => [key, line.slice(span.start, span.end), value && line.slice(value.start, value.end)]),
    [
      ["repeat", "-r", "3"],
      ["maxHeap", "--max-heap=1MiB", "1MiB"],
      ["quiet", "-qv", undefined],
      ["variable", "-qv", "out"],
    ],
  );
});

test("sizes have decimal and binary units", () => {
  const sizes = {
    "512": 512,
    "1kB": 1000,
    "1KiB": 1024,
    "1.5GB": 1.5e9,
    "200 MiB": 200 * 2 ** 20,
    ".5mib": 2 ** 19,
    "2TiB": 2 ** 41,
    "1.": 1,
  };
  for (const [text, bytes] of Object.entries(sizes)) assert.equal(parseBytes(text), bytes, text);
  for (const text of ["", "MiB", "1M", "-1", "1e3", "1 2", "0x10", "1MiBs"]) assert.ok(Number.isNaN(parseBytes(text)), text);
});

test("the nearest name takes the fewest edits", () => {
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("tiemit", "timeit"), 1);
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.equal(nearest("mmit", ["timeit", "memit"]), "memit");
  assert.equal(nearest("-R", ["-t", "-r"]), "-r");
  assert.equal(nearest("x", []), undefined);
});

function waysToWrite(key: string, spec: OptionSpec): readonly string[] {
  const { text } = sample(spec);
  if (spec.kind === "flag") return spellings(key, spec);
  const short = spec.short === undefined ? [] : [`-${spec.short} ${text}`, `-${spec.short}${text}`];
  return [...short, `${longName(key)} ${text}`, `${longName(key)}=${text}`];
}

function sample(spec: OptionSpec): { readonly text: string; readonly value: OptionValue } {
  switch (spec.kind) {
    case "flag":
      return { text: "", value: true };
    case "name":
      return { text: "out", value: "out" };
    case "text":
      return { text: "@12", value: "@12" };
    case "limit":
      return { text: "512MiB", value: { kind: "memory", bytes: 512 * 2 ** 20 } };
    case "axis":
      return { text: "n=1,20", value: { name: "n", sizes: { kind: "list", values: [1, 20] } } as unknown as OptionValue };
    case "result":
      return { text: "kept", value: { variable: "kept" } };
    case "seconds":
      return { text: "2.5", value: 2.5 };
    case "bytes":
      return { text: "3MiB", value: 3 * 2 ** 20 };
    case "integer":
      return { text: "5", value: 5 };
    case "choice":
      return { text: spec.choices[0]!, value: spec.choices[0]! };
  }
}

function beyond({ kind, min, max }: NumberOption): readonly string[] {
  if (kind === "bytes") return [String(min - 1), "1e400", "many"];
  return [String(min - 1), String(max + 1), "NaN", "many"];
}
