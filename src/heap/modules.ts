/** What the language itself brings, and native code. */
export const BUILTIN_MODULE = "built into JavaScript";

/**
 * The module that a script belongs to: the cell of the notebook, the package, Node itself, or the file. Without a script the code is native.
 * No name of a module is that of a kind of V8's.
 */
export function moduleOf(script: string | undefined): string {
  if (script === undefined) return BUILTIN_MODULE;
  const cell = /^cell\[(\d+)\]/.exec(script)?.[1];
  if (cell !== undefined) return `cell [${cell}]`;
  if (script.startsWith("node:")) return "node core";
  const [, name] = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/s.exec(script) ?? [];
  if (name !== undefined) return `package ${name.replace("\\", "/")}`;
  return script === "" ? "code without a name" : `file ${script.replace(/^file:\/\//, "")}`;
}
