/** The main program of a fresh child. It loads neither TypeScript nor ZeroMQ: what it loads counts in the baseline of every measurement. */
import "../engine/fresh/begin-small";
import { serveJob } from "../engine/fresh/serve-job";
import { type Unpacked, unpack } from "../state/unpack";
import { NewWorld } from "../state/world";
import { enterChild } from "./enter-child";
import { hostAt } from "./hosts";
import { provideLightTslab } from "./light-tslab";
import { installPackageFallback } from "./packages-beside";
import type { PositionsMeta, SourcePositions } from "./source-positions";
import { installStackTraces } from "./stack-traces";

// What the cell starts with child_process.fork() or as a Worker has no use for the flags of this process.
process.execArgv = [];
// Before anything is loaded that a notebook may have, and while there is time.
const world = new NewWorld();

let translate: (stack: string) => string = (stack) => stack;

void serveJob({
  unpack: async (job) => {
    const unpacked = await unpack(job, world, hostAt);
    translate = translatorOf(unpacked);
    return { ...unpacked, translateStack: translate };
  },
  enterChild: (port) => {
    installPackageFallback();
    installStackTraces({ translate: (stack) => translate(stack) });
    enterChild(port, provideLightTslab());
  },
});

/** Positions in rebuilt functions become those of the scripts that they come from, and these become those of the cells. */
function translatorOf({ translateStack, positions }: Unpacked): (stack: string) => string {
  let known: SourcePositions | undefined;
  return (stack) => {
    // Loaded with the first stack that is looked at.
    const { SourcePositions: Positions } = require("./source-positions") as typeof import("./source-positions");
    known ??= new Positions();
    known.adopt((positions ?? []) as PositionsMeta);
    return known.translate(translateStack(stack));
  };
}
