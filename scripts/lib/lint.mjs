import path from "node:path";
import { run } from "./process.mjs";
import { root } from "./project.mjs";

const tools = [
  { name: "eslint", script: "node_modules/eslint/bin/eslint.js", args: [".", "--max-warnings", "0"] },
  { name: "prettier", script: "node_modules/prettier/bin/prettier.cjs", args: ["--check", "--log-level", "warn", "."] },
];

/** Runs every tool, also after one has failed; resolves to whether all are content. */
export async function lint() {
  let content = true;
  for (const { name, script, args } of tools) {
    const code = await run(process.execPath, [path.join(root, script), ...args], { cwd: root });
    console.log(`${name}: ${code === 0 ? "ok" : "failed"}`);
    content &&= code === 0;
  }
  return content;
}
