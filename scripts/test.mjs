// npm test: installs what is missing, builds, then runs everything: lint, unit tests, kernel, Jupyter's tests, notebooks, browser.
// npm test -- render engine/fork: only the test files whose path contains one of the words, without lint.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { findChromium } from "./lib/browser.mjs";
import { lint } from "./lib/lint.mjs";
import { main, run, section } from "./lib/process.mjs";
import { root, scratch, setUp } from "./lib/project.mjs";
import { environment, setUpPython } from "./lib/python.mjs";
import { collect, compiled } from "./lib/suites.mjs";

/** Skips that are no failure in CI, by the name of the test. */
const allowedSkips = ["test_recv_iopub_welcome_msg"];
const tallyFile = path.join(scratch, "tally.jsonl");
const junitFile = path.join(scratch, "junit.xml");

main(async () => {
  const filters = process.argv.slice(2);
  await setUp();
  const suites = collect(filters);
  const parts = await findParts(suites);

  const tally = { passed: 0, failed: 0, skipped: [] };
  if (filters.length === 0) add(tally, await runLint());
  for (const suite of suites) {
    section(suite.name);
    add(tally, await runSuite(suite, parts));
  }
  return conclude(tally);
});

/** The real parts that some suites need, each with its path or the reason why it is missing. */
async function findParts(suites) {
  const needed = new Set(suites.flatMap(({ needs }) => needs ?? []));
  const noPython = needed.has("python") ? await setUpPython() : "not needed";
  const chromium = findChromium();
  return {
    python: noPython ? { missing: noPython } : { path: environment.python },
    chromium: chromium ? { path: chromium } : { missing: "no Chromium: neither CHROMIUM_PATH nor PATH leads to one" },
  };
}

async function runLint() {
  section("lint");
  return (await lint()) ? { passed: 1, failed: 0, skipped: [] } : { passed: 0, failed: 1, skipped: [] };
}

async function runSuite(suite, parts) {
  const missing = (suite.needs ?? []).map((part) => parts[part].missing).find(Boolean);
  if (missing) {
    for (const file of suite.files) console.log(`- skipped: ${file} (${missing})`);
    return { passed: 0, failed: 0, skipped: suite.files };
  }
  mkdirSync(scratch, { recursive: true });
  rmSync(tallyFile, { force: true });
  rmSync(junitFile, { force: true });
  const env = {
    ...process.env,
    // Tests in Python start `node`: it must be this one.
    PATH: [path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
    TALLY_FILE: tallyFile,
    TEST_PYTHON: parts.python.path,
    CHROMIUM_PATH: parts.chromium.path,
  };
  return suite.rooms?.includes("python") ? runPython(suite, env) : runNode(suite, env);
}

async function runNode({ files, concurrency }, env) {
  const reporter = ["--test-reporter=./scripts/lib/reporter.mjs", "--test-reporter-destination=stdout"];
  const code = await run(process.execPath, ["--test", `--test-concurrency=${concurrency}`, ...reporter, ...files.map(compiled)], {
    cwd: root,
    env,
  });
  const tally = existsSync(tallyFile) ? JSON.parse(readFileSync(tallyFile, "utf8")) : { passed: 0, failed: 0, skipped: [] };
  return failIf(code !== 0, tally);
}

async function runPython({ files }, env) {
  const code = await run(environment.python, ["-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", `--junitxml=${junitFile}`, ...files], {
    cwd: root,
    env,
  });
  return failIf(code !== 0, existsSync(junitFile) ? readJunit(readFileSync(junitFile, "utf8")) : { passed: 0, failed: 0, skipped: [] });
}

function readJunit(xml) {
  const [, errors, failures, tests] = /<testsuite [^>]*errors="(\d+)" failures="(\d+)" skipped="\d+" tests="(\d+)"/.exec(xml).map(Number);
  const skipped = [...xml.matchAll(/<testcase [^>]*?\bname="([^"]+)"[^>]*><skipped/g)].map(([, name]) => name);
  const failed = errors + failures;
  return { passed: tests - failed - skipped.length, failed, skipped };
}

/** A runner that fails without a failed test (it crashed, or found nothing to run) is a failure all the same. */
function failIf(runnerFailed, tally) {
  return { ...tally, failed: runnerFailed ? Math.max(1, tally.failed) : tally.failed };
}

function add(total, { passed, failed, skipped }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped.push(...skipped);
}

function conclude({ passed, failed, skipped }) {
  section("in all");
  const forbidden = process.env.CI === "true" ? skipped.filter((name) => !allowedSkips.some((allowed) => name.endsWith(allowed))) : [];
  for (const name of forbidden) console.log(`✖ skipped although CI=true: ${name}`);
  console.log(`${passed} passed, ${failed + forbidden.length} failed, ${skipped.length - forbidden.length} skipped`);
  return passed > 0 && failed + forbidden.length === 0 ? 0 : 1;
}
