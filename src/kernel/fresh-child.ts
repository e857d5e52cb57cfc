/** The main program of a fresh child. It loads neither TypeScript nor ZeroMQ: what it loads counts in the baseline of every measurement. */
import { serveJob } from "../engine/fresh/serve-job";
import { unpack } from "../state/unpack";
import { NewWorld } from "../state/world";
import { enterChild } from "./enter-child";
import { hostAt } from "./hosts";
import { provideLightTslab } from "./light-tslab";
import { installPackageFallback } from "./packages-beside";
import { installStackTraces } from "./stack-traces";

// What the cell starts with child_process.fork() or as a Worker has no use for the flags of this process.
process.execArgv = [];
// Before anything is loaded that a notebook may have, and while there is time.
const world = new NewWorld();

void serveJob({
  unpack: (job) => unpack(job, world, hostAt),
  enterChild: (port) => {
    installPackageFallback();
    // Without the kernel's own frames; positions are translated there, where the source maps are.
    installStackTraces({ translate: (stack) => stack });
    enterChild(port, provideLightTslab());
  },
});
