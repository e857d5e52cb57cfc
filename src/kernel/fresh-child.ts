/** The main program of a fresh child. It loads neither TypeScript nor ZeroMQ: what it loads counts in the baseline of every measurement. */
import { serveJob } from "../engine/fresh/serve-job";
import { unpack } from "../state/unpack";
import { enterChild } from "./enter-child";
import { provideLightTslab } from "./light-tslab";
import { installPackageFallback } from "./packages-beside";
import { installStackTraces } from "./stack-traces";

void serveJob({
  unpack,
  enterChild: (port) => {
    installPackageFallback();
    // Without the kernel's own frames; positions are translated there, where the source maps are.
    installStackTraces({ translate: (stack) => stack });
    enterChild(port, provideLightTslab());
  },
});
