import { withCapturedOutput } from "../../heap/v8/captured-output";
import type { Natives } from "./natives";

/** Two equal passes show that no collection has moved anything meanwhile. */
const ATTEMPTS = 5;
const STDOUT = 1;

/** The scopes of one closure as V8 holds them: the address of each, innermost first, and whether a variable of it is not initialized. */
export type ContextChain = readonly { readonly address: string; readonly hasHole: boolean; readonly slots: readonly string[] }[];

/**
 * The scopes of closures by their addresses, which tell which closures share one. Undefined where V8's print cannot be read: then nothing
 * is known of sharing.
 */
export function contextChains(functions: readonly object[], natives: Natives): readonly ContextChain[] | undefined {
  try {
    return withCapturedOutput(STDOUT, (written) => {
      let before: string | undefined;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const chains = readChains(functions, natives, written);
        const seen = JSON.stringify(chains);
        if (chains !== undefined && seen === before) return chains;
        before = seen;
      }
      return undefined;
    });
  } catch {
    // Without the C library's descriptors there is nothing to read: the callers say what that means for the user.
    return undefined;
  }
}

/** The address of an object, comparable with {@link ContextChain} slots of the same moment only. */
export function addressOf(text: string): string | undefined {
  return /^DebugPrint: (0x[\da-f]+):/.exec(text)?.[1];
}

function readChains(functions: readonly object[], natives: Natives, written: () => string): ContextChain[] | undefined {
  const contexts = new Map<string, Context>();
  const chains: ContextChain[] = [];
  for (const fn of functions) {
    natives.print(fn);
    const first = /^ - context: (0x[\da-f]+) <(\w+)/m.exec(written());
    if (first === null) return undefined;
    const chain = [];
    let [, address, kind] = first as unknown as readonly [string, string, string];
    while (kind !== "NativeContext" && kind !== "ScriptContext") {
      let context = contexts.get(address);
      if (context === undefined) {
        natives.printAddress(Number(address));
        context = parseContext(written());
        if (context === undefined) return undefined;
        contexts.set(address, context);
      }
      chain.push({ address, hasHole: context.hasHole, slots: context.slots });
      ({ previous: address, previousKind: kind } = context);
    }
    chains.push(chain);
  }
  return chains;
}

interface Context {
  readonly previous: string;
  readonly previousKind: string;
  readonly hasHole: boolean;
  readonly slots: readonly string[];
}

function parseContext(text: string): Context | undefined {
  const previous = /^ - previous: (0x[\da-f]+) <(\w+)/m.exec(text);
  if (previous === null || !/^DebugPrint: 0x[\da-f]+: \[Context\]/.test(text)) return undefined;
  // The first two elements are the scope's own description and the previous scope.
  const slots = [...text.matchAll(/^ +(?:\d+|\d+-\d+): (0x[\da-f]+|<\w+>|\S+)(?: <(\w+))?/gm)].slice(2);
  return {
    previous: previous[1]!,
    previousKind: previous[2]!,
    hasHole: slots.some(([, , name]) => name === "the_hole" || name === "the_hole_value"),
    slots: slots.map(([, value]) => value!),
  };
}
