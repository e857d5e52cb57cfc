// A reporter for node:test: a line per file, failures and skips in full, and the tally appended to the file named in TALLY_FILE.
import { appendFileSync } from "node:fs";
import path from "node:path";
import { inspect } from "node:util";
import { root } from "./project.mjs";

export default async function* report(events) {
  const tally = { passed: 0, failures: [], skipped: [] };
  const parents = [];
  let current;
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    if (type === "test:start") parents.splice(data.nesting, Infinity, data.name);
    if (type !== "test:pass" && type !== "test:fail") continue;

    const file = path
      .relative(root, data.file ?? "")
      .replace(/^dist[\\/]/, "")
      .replace(/\.js$/, ".ts");
    if (file !== current?.name) {
      if (current) yield summary(current);
      current = { name: file, tests: 0, failed: 0, ms: 0 };
    }
    if (data.nesting === 0) current.ms += data.details.duration_ms;
    const { error } = data.details;
    const isPlainSuite = data.details.type === "suite" && !error && data.skip === undefined;
    if (isPlainSuite || error?.failureType === "subtestsFailed") continue;

    const name = [...parents.slice(0, data.nesting), data.name].join(" › ");
    current.tests += 1;
    if (data.skip !== undefined) {
      tally.skipped.push(name);
      yield `- skipped: ${file} › ${name}${typeof data.skip === "string" ? ` (${data.skip})` : ""}\n`;
    } else if (type === "test:pass") {
      tally.passed += 1;
    } else {
      tally.failures.push(`${file} › ${name}`);
      current.failed += 1;
      yield `✖ ${file} › ${name}\n${describe(error)}`;
    }
  }
  if (current) yield summary(current);
  if (process.env.TALLY_FILE) appendFileSync(process.env.TALLY_FILE, `${JSON.stringify(tally)}\n`);
}

function summary({ name, tests, failed, ms }) {
  const count = failed === 0 ? `${tests}` : `${failed} of ${tests} failed`;
  return `${failed === 0 ? "✔" : "✖"} ${name} (${count}, ${Math.round(ms)} ms)\n`;
}

function describe(error) {
  const lines = inspect(error?.cause ?? error, { maxStringLength: 1000 }).split("\n");
  const telling = lines.filter((line) => !line.includes("(node:internal/")).slice(0, 60);
  return telling.map((line) => `    ${line.slice(0, 300)}\n`).join("");
}
