import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import {
  addressOf,
  createConnection,
  readConnectionFile,
  removeConnectionFile,
  writeConnectionFile,
} from "../../src/kernel/protocol/connection";

const fields = {
  transport: "tcp",
  ip: "127.0.0.1",
  shell_port: 1,
  iopub_port: 2,
  stdin_port: 3,
  control_port: 4,
  hb_port: 65535,
  signature_scheme: "hmac-sha256",
  key: "k",
  kernel_name: "tslab-magics",
};

describe("a connection file", () => {
  test("as Jupyter writes it is read", (context) => {
    assert.deepEqual(readConnectionFile(writeFile(context, JSON.stringify(fields))), {
      transport: "tcp",
      ip: "127.0.0.1",
      ports: { shell: 1, iopub: 2, stdin: 3, control: 4, hb: 65535 },
      signatureScheme: "hmac-sha256",
      key: "k",
    });
  });

  test("that is wrong is an error that names the file and the field", (context) => {
    const cases: readonly (readonly [object, RegExp])[] = [
      [{ ...fields, shell_port: undefined }, /"shell_port" must be a port number/],
      [{ ...fields, hb_port: 65536 }, /"hb_port" must be a port number/],
      [{ ...fields, stdin_port: "3" }, /"stdin_port" must be a port number/],
      [{ ...fields, ip: undefined }, /"ip" must be a string/],
      [{ ...fields, key: undefined }, /"key" must be a string/],
      [[], /"ip" must be a string/],
    ];
    for (const [content, reason] of cases) {
      const path = writeFile(context, JSON.stringify(content));
      assert.throws(() => readConnectionFile(path), reason);
      assert.throws(() => readConnectionFile(path), new RegExp(`^Error: Cannot use the connection file ${path}: `));
    }
  });

  test("that is missing or no JSON is an error that names it", (context) => {
    assert.throws(
      () => readConnectionFile("/nowhere/connection.json"),
      /Cannot use the connection file \/nowhere\/connection.json: ENOENT/,
    );
    assert.throws(() => readConnectionFile(writeFile(context, "{")), /Cannot use the connection file .*JSON/);
  });
});

describe("a connection of our own", () => {
  test("has five different ports on this machine only, and a key", async () => {
    const { ip, ports, key } = await createConnection();
    assert.equal(ip, "127.0.0.1");
    assert.equal(new Set(Object.values(ports)).size, 5);
    assert.notEqual(key, (await createConnection()).key);
  });

  test("is read back from its file, which nobody else can read and of which nothing is left", async () => {
    const connection = await createConnection();
    const path = writeConnectionFile(connection);
    assert.deepEqual(readConnectionFile(path), connection);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    removeConnectionFile(path);
    assert.ok(!existsSync(dirname(path)));
    removeConnectionFile(path);
  });
});

test("the addresses of channels follow the transport", async () => {
  const connection = { ...(await createConnection()), ports: { shell: 1, iopub: 2, stdin: 3, control: 4, hb: 5 } };
  assert.equal(addressOf(connection, "iopub"), "tcp://127.0.0.1:2");
  assert.equal(addressOf({ ...connection, transport: "ipc", ip: "/tmp/k" }, "hb"), "ipc:///tmp/k-5");
});

function writeFile(context: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "connection-test-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "connection.json");
  writeFileSync(path, text);
  return path;
}
