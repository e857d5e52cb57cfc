// npm run lint: ESLint and prettier's check, on the whole repository.
import { lint } from "./lib/lint.mjs";
import { main } from "./lib/process.mjs";
import { setUp } from "./lib/project.mjs";

main(async () => {
  await setUp();
  return (await lint()) ? 0 : 1;
});
