// npm run build: compiles src and test into dist.
import { main } from "./lib/process.mjs";
import { build } from "./lib/project.mjs";

main(build);
