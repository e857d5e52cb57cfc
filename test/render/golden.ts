import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const UPDATING = process.env["UPDATE_GOLDEN"] === "1";

/**
 * Compares with the file `test/render/golden/<name>`. `UPDATE_GOLDEN=1` writes the file instead, and then fails, so that no run that
 * wrote what it should have checked can be taken for a passed one; in CI it writes nothing.
 */
export function checkGolden(name: string, actual: string): void {
  const file = path.join(sourceFolder(), "golden", name);
  const content = `${actual}\n`;
  if (UPDATING) {
    assert.notEqual(
      process.env["CI"],
      "true",
      "UPDATE_GOLDEN is refused in CI: golden files are updated by hand and read before they are committed.",
    );
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    assert.fail(`Wrote ${name}. Read the difference, then run the tests without UPDATE_GOLDEN.`);
  }
  assert.ok(existsSync(file), `There is no golden file ${name}. Run with UPDATE_GOLDEN=1 to write it, and read it.`);
  assert.equal(content, readFileSync(file, "utf8"));
}

/** A number, in how many digits to print it, and what Python prints. */
export type PythonCase = readonly [value: number, digits: number, text: string];

/** A table of cases that Python printed; see the file's `about`. */
export function pythonCases(name: string): readonly PythonCase[] {
  const { cases } = JSON.parse(readFileSync(path.join(sourceFolder(), "python", name), "utf8")) as {
    readonly cases: readonly PythonCase[];
  };
  assert.ok(cases.length > 0);
  return cases;
}

/** This folder in the sources: compiled tests run from a build folder somewhere below the repository's root. */
function sourceFolder(): string {
  let root = __dirname;
  while (!existsSync(path.join(root, "tsconfig.json"))) root = path.dirname(root);
  return path.join(root, "test", "render");
}
