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

  const tally = { passed: 0, failures: [], skipped: [] };
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
  return (await lint()) ? { passed: 1, failures: [], skipped: [] } : { passed: 0, failures: ["lint"], skipped: [] };
}

async function runSuite(suite, parts) {
  const missing = (suite.needs ?? []).map((part) => parts[part].missing).find(Boolean);
  if (missing) {
    for (const file of suite.files) console.log(`- skipped: ${file} (${missing})`);
    return { passed: 0, failures: [], skipped: suite.files };
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
  const tally = existsSync(tallyFile) ? JSON.parse(readFileSync(tallyFile, "utf8")) : { passed: 0, failures: [], skipped: [] };
  return failIf(code !== 0, tally, files);
}

async function runPython({ files }, env) {
  const code = await run(environment.python, ["-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", `--junitxml=${junitFile}`, ...files], {
    cwd: root,
    env,
  });
  return failIf(
    code !== 0,
    existsSync(junitFile) ? readJunit(readFileSync(junitFile, "utf8")) : { passed: 0, failures: [], skipped: [] },
    files,
  );
}

function readJunit(xml) {
  const cases = [...xml.matchAll(/<testcase [^>]*?\bname="([^"]+)"[^>]*?(?:\/>|>([^]*?)<\/testcase>)/g)].map(([, name, content = ""]) => ({
    name,
    content,
  }));
  const failures = cases.filter(({ content }) => /<(failure|error)\b/.test(content)).map(({ name }) => name);
  const skipped = cases.filter(({ content }) => /<skipped\b/.test(content)).map(({ name }) => name);
  return { passed: cases.length - failures.length - skipped.length, failures, skipped };
}

/** A runner that fails without a failed test (it crashed, or found nothing to run) is a failure all the same. */
function failIf(runnerFailed, tally, files) {
  return runnerFailed && tally.failures.length === 0 ? { ...tally, failures: [`the runner of ${files.join(", ")}`] } : tally;
}

function add(total, { passed, failures, skipped }) {
  total.passed += passed;
  total.failures.push(...failures);
  total.skipped.push(...skipped);
}

/** Names what failed once more, where it is seen first: at the end. */
function conclude({ passed, failures, skipped }) {
  section("in all");
  const forbidden = process.env.CI === "true" ? skipped.filter((name) => !allowedSkips.some((allowed) => name.endsWith(allowed))) : [];
  const failed = [...failures, ...forbidden.map((name) => `skipped although CI=true: ${name}`)];
  for (const name of failed) console.log(`✖ ${name}`);
  console.log(`${passed} passed, ${failed.length} failed, ${skipped.length - forbidden.length} skipped`);
  return passed > 0 && failed.length === 0 ? 0 : 1;
}
