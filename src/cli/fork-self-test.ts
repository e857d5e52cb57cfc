// A program of its own: the doctor starts it with the flags of a kernel. It exits with 0 if cells can be measured in a fork; else it prints why not.
import { ForkEngine } from "../engine/fork/fork-engine";
import { selfTest } from "../engine/fork/self-test";
import { EngineError } from "../engine/engine";

const engine = new ForkEngine({
  scope: { exports: {}, variables: {}, require },
  flags: process.execArgv,
  beforeFork: () => Promise.resolve(),
  enterChild: () => undefined,
});

selfTest(engine).catch((error: unknown) => {
  console.log(error instanceof EngineError ? error.message : error);
  process.exitCode = 1;
});
