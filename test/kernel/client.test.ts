import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { KernelClient, KernelDiedError } from "../../src/kernel/client/client";
import { fakeArgv, startFake } from "./fixtures/fake-front-end";

describe("a kernel that does not start", () => {
  test("because there is no such program", async (context) => {
    const folder = temporaryFolder(context);
    await assert.rejects(KernelClient.start({ argv: ["/nowhere/node"] }), (error) => {
      assert.ok(error instanceof KernelDiedError);
      assert.match(error.message, /^The kernel could not be started\. Its last words:\nspawn \/nowhere\/node ENOENT/);
      return true;
    });
    assert.deepEqual(readdirSync(folder), []);
  });

  test("because it ends at once: its exit code and last words are told", async (context) => {
    const folder = temporaryFolder(context);
    const argv = [process.execPath, "-e", "console.log('out'); console.error('alas'); process.exitCode = 3"];
    await assert.rejects(KernelClient.start({ argv }), (error) => {
      assert.ok(error instanceof KernelDiedError);
      assert.equal(error.death.code, 3);
      assert.match(error.message, /^The kernel exited with code 3\. Its last words:\n(out\nalas|alas\nout)$/);
      return true;
    });
    assert.deepEqual(readdirSync(folder), []);
  });

  test("because it says nothing: it is ended", async (context) => {
    const folder = temporaryFolder(context);
    const argv = [process.execPath, "-e", "console.log(process.pid); setInterval(() => {}, 1000)"];
    const failure: unknown = await KernelClient.start({ argv, startLimitMs: 1500 }).catch((error: unknown) => error);
    assert.ok(failure instanceof Error);
    const pid = Number(/did not answer within 1\.5 s and was ended\. Its last words:\n(\d+)/.exec(failure.message)?.[1]);
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    assert.deepEqual(readdirSync(folder), []);
  });

  test("because somebody took its port is started again on other ports", async (context) => {
    const marker = JSON.stringify(join(temporaryFolder(context), "tried"));
    const once = `const fs = require("node:fs");
      if (!fs.existsSync(${marker})) { fs.writeFileSync(${marker}, ""); console.error("Address already in use"); process.exit(1); }
      process.argv.splice(1, 0, "fake"); require(${JSON.stringify(fakeArgv.at(-2))});`;
    const client = await KernelClient.start({ argv: [process.execPath, "-e", once, "{connection_file}"] });
    assert.equal((await client.execute("print x")).status, "ok");
    assert.equal((await client.shutdown()).code, 0);
  });
});

describe("a kernel that runs", () => {
  test("leaves no file", async (context) => {
    const folder = temporaryFolder(context);
    const client = await startFake(context);
    assert.deepEqual(readdirSync(folder), []);
    await client.shutdown();
    assert.deepEqual(readdirSync(folder), []);
  });

  test("has the working directory and environment that it was given", async () => {
    const report = "console.error(process.cwd(), process.env.ANSWER)";
    const argv = [process.execPath, "-e", report];
    await assert.rejects(KernelClient.start({ argv, cwd: "/", env: { ...process.env, ANSWER: "42" } }), /\n\/ 42$/);
  });
});

describe("when the kernel dies", () => {
  test("what waits for it is told, and so is who asks later", async (context) => {
    const client = await startFake(context);
    const running = client.execute("sleep 60000");
    const told = assert.rejects(running, /^KernelDiedError: The kernel was ended by SIGKILL\./);
    const death = await client.kill();
    assert.deepEqual(death, { code: null, signal: "SIGKILL", lastWords: "" });
    await told;
    assert.deepEqual(await client.died, death);
    await assert.rejects(client.execute("print x"), KernelDiedError);
    await assert.rejects(client.request("kernel_info_request"), KernelDiedError);
    assert.deepEqual(await client.shutdown(), death);
  });
});

test("an error in the caller's own callback rejects the cell and leaves the kernel usable", async (context) => {
  const client = await startFake(context);
  const broken = (): never => {
    throw new Error("callback broke");
  };
  await assert.rejects(client.execute("print x", { onIopub: broken }), /callback broke/);
  await assert.rejects(client.execute("ask x", { onInput: broken, stopOnError: false }), /callback broke/);
  await client.interrupt();
  assert.equal((await client.execute("print x")).status, "ok");
});

/** A folder that serves as the system's for temporary files during the test. */
function temporaryFolder(context: TestContext): string {
  const before = process.env["TMPDIR"];
  const folder = mkdtempSync(join(tmpdir(), "client-test-"));
  process.env["TMPDIR"] = folder;
  context.after(() => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(folder, { recursive: true });
  });
  return folder;
}
