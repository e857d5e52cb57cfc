import path from "node:path";

/** What each room of src may import besides itself. Arrows go one way only. A room that is not named here is not checked. */
const mayImport = {
  model: [],
  stats: ["model"],
  state: ["heap", "stats", "model"],
  heap: ["stats", "model"],
  measure: ["heap", "stats", "model"],
  engine: ["state", "heap", "measure", "stats", "model"],
  sweep: ["stats", "model"],
  render: ["stats", "model"],
  magics: ["render", "engine", "sweep", "state", "heap", "measure", "stats", "model"],
  kernel: ["magics", "render", "engine", "sweep", "state", "heap", "measure", "stats", "model"],
  cli: ["kernel", "magics", "render", "engine", "sweep", "state", "heap", "measure", "stats", "model"],
};

/** An ESLint rule: an import that goes against the arrows is an error. Looks at import, export from, import() and require(). */
export const arrows = {
  meta: { type: "problem", schema: [], messages: { forbidden: "src/{{room}} may not import src/{{target}}, only: {{allowed}}." } },
  create(context) {
    const source = path.join(context.cwd, "src");
    const room = roomOf(source, context.filename);
    const allowed = mayImport[room];
    if (!allowed) return {};
    const check = (node) => {
      if (typeof node?.value !== "string" || !node.value.startsWith(".")) return;
      const target = roomOf(source, path.resolve(path.dirname(context.filename), node.value));
      if (target === room || target === ".." || allowed.includes(target)) return;
      context.report({ node, messageId: "forbidden", data: { room, target, allowed: allowed.join(", ") || "itself" } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
      'CallExpression[callee.name="require"]': (node) => check(node.arguments[0]),
    };
  },
};

/** The folder of src in which a file lies; of a file of src itself its name, and ".." of one outside, such as package.json. */
function roomOf(source, file) {
  return path.relative(source, file).split(path.sep)[0];
}
