/** The main program of a fresh child. It loads neither TypeScript nor ZeroMQ: what it loads counts in the baseline of every measurement. */
import { serveJob } from "../engine/fresh/serve-job";
import { unpack } from "../state/unpack";
import { enterChild } from "./enter-child";
import { provideLightTslab } from "./light-tslab";
import { installPackageFallback } from "./packages-beside";

serveJob({
  unpack,
  enterChild: (port) => {
    installPackageFallback();
    enterChild(port, provideLightTslab());
  },
});
