/** A kernel that is to be killed: says the pid of its child once that is in the state asked for, and then waits. */
import { FreshChild } from "../../../src/engine/fresh/fresh-child";
import { Guardian } from "../../../src/engine/fresh/guardian";
import { makeEngine, packed, requestOf } from "./kit";

const silent = { onEvent: () => undefined, onRawOutput: () => undefined };
const states: Readonly<Record<string, () => Promise<number>>> = {
  waiting: async () => {
    const main = require.resolve("./child-main");
    const child = await FreshChild.start({ main, flags: [], guardian: new Guardian() });
    await child.waits;
    return child.pid;
  },
  looping: async () => (await makeEngine().start(requestOf("for (;;);"), silent)).pid,
  unpacking: () =>
    new Promise((resolve) => {
      const engine = makeEngine({
        pack: (request) => {
          const { job, state } = packed(request, [new Uint8Array(50_000_000)]);
          return Promise.resolve({ job: { ...job, meta: { ...job.meta, fault: "spin" } }, state });
        },
      });
      const start = FreshChild.prototype.take;
      FreshChild.prototype.take = function (...args) {
        setTimeout(() => resolve(this.pid), 300);
        return start.apply(this, args);
      };
      void engine.start(requestOf("1"), silent);
    }),
};

setInterval(() => undefined, 1000);
void states[process.argv[2] ?? ""]?.().then((pid) => console.log(pid));
