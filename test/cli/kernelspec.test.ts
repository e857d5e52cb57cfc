import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { test } from "node:test";
import { danglingReason, kernelSpec, kernels, missingFiles } from "../../src/cli/kernelspec";
import { packageRoot } from "../../src/cli/package-root";
import { temporaryFolder, tslabMagics } from "./command";

const names = ["jslab-magics", "tslab-magics"];

function kernelsIn(prefix: string): string {
  return join(prefix, "share", "jupyter", "kernels");
}

test("install writes both kernels below the prefix, with absolute paths and a logo", (context) => {
  const prefix = temporaryFolder(context);
  const { status, stdout } = tslabMagics(["install", "--prefix", prefix]);
  assert.equal(status, 0);
  for (const name of names) {
    const folder = join(kernelsIn(prefix), name);
    assert.ok(stdout.includes(folder));
    assert.deepEqual(readdirSync(folder).sort(), ["kernel.json", "logo-svg.svg"]);
    const { argv } = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as { argv: string[] };
    assert.equal(argv[0], process.execPath);
    assert.ok(argv.includes("{connection_file}"));
    assert.equal(argv.includes("--js"), name === "jslab-magics");
  }
});

test("install twice is install once", (context) => {
  const prefix = temporaryFolder(context);
  assert.equal(tslabMagics(["install", "--prefix", prefix]).status, 0);
  const first = readFileSync(join(kernelsIn(prefix), "tslab-magics", "kernel.json"), "utf8");
  assert.equal(tslabMagics(["install", "--prefix", prefix]).status, 0);
  assert.equal(readFileSync(join(kernelsIn(prefix), "tslab-magics", "kernel.json"), "utf8"), first);
});

test("install without options goes to the user's folder", (context) => {
  const folder = temporaryFolder(context);
  assert.equal(tslabMagics(["install"], { ...process.env, JUPYTER_DATA_DIR: folder }).status, 0);
  assert.deepEqual(readdirSync(join(folder, "kernels")).sort(), names);
});

test("install leaves a kernel of the same name alone that it did not put there", (context) => {
  const prefix = temporaryFolder(context);
  const folder = join(kernelsIn(prefix), "tslab-magics");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), '{"argv":["other"]}');
  const { status, stderr } = tslabMagics(["install", "--prefix", prefix]);
  assert.equal(status, 2);
  assert.match(stderr, /did not put there/);
  assert.equal(readFileSync(join(folder, "kernel.json"), "utf8"), '{"argv":["other"]}');
});

test("only one place may be given", (context) => {
  const { status, stderr } = tslabMagics(["install", "--user", "--prefix", temporaryFolder(context)]);
  assert.equal(status, 2);
  assert.match(stderr, /cannot be used with/);
});

test("uninstall removes both kernels and nothing else", (context) => {
  const prefix = temporaryFolder(context);
  const other = join(kernelsIn(prefix), "python3");
  mkdirSync(other, { recursive: true });
  tslabMagics(["install", "--prefix", prefix]);
  assert.equal(tslabMagics(["uninstall", "--prefix", prefix]).status, 0);
  assert.deepEqual(readdirSync(kernelsIn(prefix)), ["python3"]);
});

test("uninstall keeps files that somebody else put beside ours", (context) => {
  const prefix = temporaryFolder(context);
  tslabMagics(["install", "--prefix", prefix]);
  const folder = join(kernelsIn(prefix), "tslab-magics");
  writeFileSync(join(folder, "notes.txt"), "mine");
  assert.equal(tslabMagics(["uninstall", "--prefix", prefix]).status, 0);
  assert.deepEqual(readdirSync(folder), ["notes.txt"]);
});

test("uninstall keeps a kernel of the same name that is not ours", (context) => {
  const prefix = temporaryFolder(context);
  const folder = join(kernelsIn(prefix), "tslab-magics");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), '{"argv":["other"]}');
  const { status, stdout } = tslabMagics(["uninstall", "--prefix", prefix]);
  assert.equal(status, 0);
  assert.match(stdout, /Nothing to remove/);
  assert.ok(existsSync(join(folder, "kernel.json")));
});

test("what a kernelspec names is there", () => {
  for (const kernel of kernels) assert.deepEqual(missingFiles(kernelSpec(kernel)), []);
});

test("a file that a kernelspec names and that is gone is found", (context) => {
  const gone = join(temporaryFolder(context), "node");
  assert.deepEqual(missingFiles({ argv: [gone, "--flag", process.execPath] }), [gone]);
});

test("V8's flags are given on Linux only, and Windows is interrupted by message", () => {
  const [kernel] = kernels;
  assert.ok(kernelSpec(kernel, "linux").argv.includes("--single-threaded"));
  assert.equal(kernelSpec(kernel, "linux").interrupt_mode, "signal");
  assert.ok(!kernelSpec(kernel, "darwin").argv.includes("--single-threaded"));
  assert.equal(kernelSpec(kernel, "win32").interrupt_mode, "message");
});

test("a package in the cache of npx, pnpm dlx or yarn dlx would dangle", () => {
  const jupyter = path("/home/ada/.local/share/jupyter");
  for (const place of [
    "/home/ada/.npm/_npx/1a2b/node_modules/tslab-magics",
    "/home/ada/.cache/pnpm/dlx/x/node_modules/tslab-magics",
    "/x/dlx-123/tslab-magics",
  ]) {
    assert.match(danglingReason(jupyter, [path(place)], path("/tmp")) ?? "", /cache of npx or dlx/);
  }
});

test("a package or a Node in a temporary folder would dangle, unless the kernelspec goes with it", () => {
  const [jupyter, temporary, package_, node] = ["/home/ada/jupyter", "/tmp", "/tmp/clone", "/usr/bin/node"].map(path) as [
    string,
    string,
    string,
    string,
  ];
  assert.match(danglingReason(jupyter, [package_, node], temporary) ?? "", /^\/tmp\/clone lies in a temporary folder/);
  assert.match(danglingReason(jupyter, [path("/opt/x"), path("/tmp/node")], temporary) ?? "", /^\/tmp\/node lies/);
  assert.equal(danglingReason(path("/tmp/clone/.venv/share/jupyter"), [package_, node], temporary), undefined);
  assert.equal(danglingReason(jupyter, [path("/opt/tmp/x"), node], temporary), undefined);
});

test("install from a copy in npx's cache writes nothing and says what to do", (context) => {
  const copy = join(temporaryFolder(context), "_npx", "1a2b", "node_modules", "tslab-magics");
  copyPackage(copy);
  const target = join(dirname(copy), "target");
  const { status, stderr } = tslabMagics(["install", "--prefix", target], process.env, join(copy, "dist", "src", "cli", "main.js"));
  assert.equal(status, 2);
  assert.match(stderr, /npm install --global tslab-magics/);
  assert.ok(!existsSync(target));
});

function path(posixPath: string): string {
  return posixPath.split("/").join(sep);
}

function copyPackage(to: string): void {
  cpSync(join(__dirname, "..", "..", "src"), join(to, "dist", "src"), { recursive: true });
  for (const part of ["package.json", "bin"]) cpSync(join(packageRoot, part), join(to, part), { recursive: true });
  symlinkSync(join(packageRoot, "node_modules"), join(to, "node_modules"));
}
