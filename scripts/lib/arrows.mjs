/** What each room of src may import besides itself. Arrows go one way only; a room that is not named here may import nothing. */
const mayImport = {
  model: [],
  stats: ["model"],
  state: ["stats", "model"],
  heap: ["stats", "model"],
  measure: ["heap", "stats", "model"],
  engine: ["state", "heap", "measure", "stats", "model"],
  sweep: ["stats", "model"],
  render: ["stats", "model"],
  magics: ["render", "engine", "sweep", "state", "heap", "measure", "stats", "model"],
  kernel: ["magics", "render", "engine", "sweep", "state", "heap", "measure", "stats", "model"],
  cli: ["kernel", "magics", "render", "engine", "sweep", "state", "heap", "measure", "stats", "model"],
};

/** The arrows as zones of the rule import-x/no-restricted-paths. */
export const forbiddenPaths = Object.entries(mayImport).map(([room, allowed]) => ({
  target: `./src/${room}`,
  from: "./src",
  except: [room, ...allowed].map((name) => `./${name}`),
  message: `src/${room} may import only ${allowed.length > 0 ? allowed.map((name) => `src/${name}`).join(", ") : "from its own room"}.`,
}));
