import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder, tslabMagics } from "./command";

const wrong: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [[], /^Usage: tslab-magics/],
  [["nonsense"], /unknown command 'nonsense'/],
  [["run"], /missing required argument 'notebook'/],
  [["run", "--nonsense", "n.ipynb"], /unknown option '--nonsense'/],
  [["run", "--timeout", "0", "n.ipynb"], /a number of seconds above 0/],
  [["run", "there-is-none.ipynb"], /^tslab-magics: there-is-none\.ipynb cannot be read: ENOENT/],
  [["install", "--prefix"], /argument missing/],
];

for (const [args, says] of wrong) {
  test(`wrong usage is exit code 2: ${args.join(" ") || "(nothing)"}`, () => {
    const { status, stdout, stderr } = tslabMagics(args);
    assert.equal(status, 2);
    assert.equal(stdout, "");
    assert.match(stderr, says);
  });
}

const unreadable: readonly (readonly [content: string, says: string])[] = [
  ["{", "it is not a JSON object"],
  ['{"nbformat":3}', "its nbformat is 3, not 4"],
];

for (const [content, says] of unreadable) {
  test(`a file that is no notebook is exit code 2 and one line: ${content}`, (context) => {
    const file = join(temporaryFolder(context), "n.ipynb");
    writeFileSync(file, content);
    assert.deepEqual(tslabMagics(["run", file]), {
      status: 2,
      stdout: "",
      stderr: `tslab-magics: ${file} is not a notebook that can be run: ${says}.\n`,
    });
  });
}

test("a notebook for another language is exit code 2", (context) => {
  const file = join(temporaryFolder(context), "n.ipynb");
  writeFileSync(file, JSON.stringify({ nbformat: 4, metadata: { kernelspec: { language: "python" } }, cells: [] }));
  const { status, stderr } = tslabMagics(["run", file]);
  assert.equal(status, 2);
  assert.equal(stderr, `tslab-magics: ${file} is a notebook for python; tslab-magics runs TypeScript and JavaScript.\n`);
});

test("help and version are asked for, not wrong", () => {
  assert.equal(tslabMagics(["--help"]).status, 0);
  assert.equal(tslabMagics(["run", "--help"]).status, 0);
  assert.match(tslabMagics(["--version"]).stdout, /^\d+\.\d+\.\d+/);
});
