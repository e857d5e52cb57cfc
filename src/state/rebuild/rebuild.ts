import type { Inspector } from "../live/inspector";
import type { Natives } from "../live/natives";
import { StateError } from "../state-error";
import { Aligner } from "./align";
import { Filler } from "./fill";
import type { TranslateStack } from "./function-places";
import { Functions } from "./functions";
import { setModuleVariables } from "./module-variables";
import { Nodes, type ReceivedDescription } from "./nodes";
import { Objects, type Places } from "./objects";
import { Verifier } from "./verify";

/** What a graph is rebuilt with. */
export interface RebuildTools {
  readonly inspector: Inspector;
  readonly natives: Natives;
  readonly places: Places;
  /** Exports of the modules of the description, loaded anew, by their addresses. */
  readonly modules: ReadonlyMap<string, unknown>;
}

/** A graph that lives in this process. */
export interface Rebuilt {
  /** Values of the roots, in the order of their names. */
  readonly roots: readonly unknown[];
  readonly translateStack: TranslateStack;
  /** Compares everything with the description. Throws {@link StateError} at the first difference. */
  verify(): void;
}

/**
 * Brings a description to life. What packages and classes bring along is found; functions are made from their texts, objects from their forms;
 * then everything gets the content that the description says. Throws {@link StateError} for what cannot be made.
 */
export function rebuild(description: ReceivedDescription, { inspector, natives, places, modules }: RebuildTools): Rebuilt {
  const nodes = new Nodes(description);
  const aligner = new Aligner(nodes, places, inspector);
  const objects = new Objects(nodes, places, inspector);
  const functions = new Functions(nodes, aligner);
  objects.makeLeaves();
  for (const { url, node } of description.meta.modules) {
    if (!aligner.align(node, modules.get(url))) throw new StateError(`The package ${url} exports something else after it is loaded anew`);
  }
  objects.makeSymbols();
  functions.make();
  objects.makeObjects();
  functions.makeLate();
  objects.makeRest();
  functions.setVariables();
  new Filler(nodes, inspector, natives).fill(idsToFill(nodes, objects));
  setModuleVariables(nodes, inspector);
  return {
    roots: rootsOf(nodes),
    translateStack: functions.translateStack,
    verify: () => new Verifier(nodes, inspector, natives).verify(),
  };
}

/** What was found may be other than described; what was made empty is. */
function idsToFill(nodes: Nodes, objects: Objects): number[] {
  const ids = new Set([...nodes.foundIds, ...objects.unfinished]);
  return [...ids].filter(
    (id) => !["symbol", "scope", "built-in", "host", "registered-symbol", "namespace", "coder"].includes(nodes.form(id).brand),
  );
}

function rootsOf(nodes: Nodes): unknown[] {
  const { roots, rootsStart } = nodes.description.meta;
  const { reader } = nodes;
  reader.at = rootsStart;
  return roots.map(() => reader.read());
}
