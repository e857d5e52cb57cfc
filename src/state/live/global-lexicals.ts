import { Session } from "node:inspector";

/**
 * Names of variables that scripts have declared with `let`, `const` or `class` outside of all functions. All code of the process sees them, and
 * they are no properties of the global object.
 */
export function globalLexicalNames(): readonly string[] {
  const session = new Session();
  session.connect();
  let names: readonly string[] = [];
  session.post("Runtime.globalLexicalScopeNames", {}, (error, reply) => {
    if (error) throw error;
    ({ names } = reply);
  });
  session.disconnect();
  return names;
}
