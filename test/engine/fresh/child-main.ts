/** A fresh child for these tests: code without state, in a folder. What a job's meta data says besides goes wrong on purpose. */
import { createRequire } from "node:module";
import path from "node:path";
import { serveJob, type Unpacked } from "../../../src/engine/fresh/serve-job";
import { enterChild } from "../../../src/kernel/enter-child";
import { provideLightTslab } from "../../../src/kernel/light-tslab";
import { installPackageFallback } from "../../../src/kernel/packages-beside";
import type { RunRequest } from "../../../src/model/task";
import type { Job } from "../../../src/state/job";
import { StateError } from "../../../src/state/state-error";

interface TestMeta {
  readonly request: RunRequest;
  readonly folder: string;
  readonly fault?: "refuse" | "throw" | "hang" | "spin" | "die" | "stray" | "drop" | "print";
}

async function unpack({ meta, sections }: Job): Promise<Unpacked> {
  const { request, folder, fault } = meta as unknown as TestMeta;
  switch (fault) {
    case "refuse":
      throw new StateError("x.y cannot be carried over.");
    case "throw":
      throw new TypeError("a fault of ours");
    case "hang":
      setInterval(() => undefined, 1000);
      await new Promise(() => undefined);
      break;
    case "spin":
      for (;;);
    case "die":
      console.error("last words");
      process.kill(process.pid, "SIGSEGV");
      break;
    case "stray":
      setImmediate(() => {
        throw new Error("thrown by a package while it was loaded");
      });
      await new Promise((resolve) => setTimeout(resolve, 1000));
      break;
    case "drop":
      await new Promise(() => undefined);
      break;
    case "print":
      console.log("printed by a package while it was loaded");
      break;
    case undefined:
  }
  const variables: Record<string, unknown> = { sections };
  const scope = { exports: variables, variables, require: createRequire(path.join(folder, "notebook.js")) };
  return { request, scope, translateStack: (stack) => stack };
}

void serveJob({
  unpack,
  enterChild: (port) => {
    installPackageFallback();
    enterChild(port, provideLightTslab());
  },
});
