import assert from "node:assert/strict";
import { test } from "node:test";
import { searchedDataDirs, userDataDir, type Host } from "../../src/cli/jupyter-paths";

const linux = { platform: "linux", home: "/home/ada" } as const;
const mac = { platform: "darwin", home: "/Users/ada" } as const;
const windows = { platform: "win32", home: "C:\\Users\\ada" } as const;

const table: readonly (readonly [string, Host, string])[] = [
  ["Linux", { ...linux, env: {} }, "/home/ada/.local/share/jupyter"],
  ["Linux, XDG_DATA_HOME", { ...linux, env: { XDG_DATA_HOME: "/data" } }, "/data/jupyter"],
  ["Linux, empty XDG_DATA_HOME", { ...linux, env: { XDG_DATA_HOME: "" } }, "/home/ada/.local/share/jupyter"],
  ["Linux, JUPYTER_DATA_DIR wins", { ...linux, env: { JUPYTER_DATA_DIR: "/mine", XDG_DATA_HOME: "/data" } }, "/mine"],
  ["Linux, platform dirs", { ...linux, env: { JUPYTER_PLATFORM_DIRS: "1" } }, "/home/ada/.local/share/jupyter"],
  ["macOS", { ...mac, env: {} }, "/Users/ada/Library/Jupyter"],
  ["macOS ignores XDG_DATA_HOME", { ...mac, env: { XDG_DATA_HOME: "/data" } }, "/Users/ada/Library/Jupyter"],
  ["macOS, platform dirs", { ...mac, env: { JUPYTER_PLATFORM_DIRS: "yes" } }, "/Users/ada/Library/Application Support/Jupyter"],
  ["macOS, platform dirs off", { ...mac, env: { JUPYTER_PLATFORM_DIRS: "False" } }, "/Users/ada/Library/Jupyter"],
  ["Windows", { ...windows, env: { APPDATA: "C:\\Roaming" } }, "C:\\Roaming\\jupyter"],
  ["Windows without APPDATA", { ...windows, env: {} }, "C:\\Users\\ada\\.jupyter\\data"],
  ["Windows without APPDATA, JUPYTER_CONFIG_DIR", { ...windows, env: { JUPYTER_CONFIG_DIR: "D:\\conf" } }, "D:\\conf\\data"],
  ["Windows, platform dirs", { ...windows, env: { JUPYTER_PLATFORM_DIRS: "1", LOCALAPPDATA: "C:\\Local" } }, "C:\\Local\\Jupyter"],
];

for (const [name, host, expected] of table) {
  test(`the user's data folder: ${name}`, () => {
    assert.equal(userDataDir(host), expected);
  });
}

test("Jupyter looks in JUPYTER_PATH, the user's, the environment's and the system's folders, each once", () => {
  const host = { ...linux, env: { JUPYTER_PATH: "/a::/b:/home/ada/.local/share/jupyter" } };
  assert.deepEqual(searchedDataDirs(host, "/venv"), [
    "/a",
    "/b",
    "/home/ada/.local/share/jupyter",
    "/venv/share/jupyter",
    "/usr/local/share/jupyter",
    "/usr/share/jupyter",
  ]);
});

test("without Python there is no environment to look in", () => {
  assert.deepEqual(searchedDataDirs({ ...windows, env: { APPDATA: "C:\\Roaming" } }, undefined), ["C:\\Roaming\\jupyter"]);
});
