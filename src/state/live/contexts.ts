import { withCapturedOutput } from "../../heap/v8/captured-output";
import type { LiveScope } from "./inspector";
import type { Natives } from "./natives";

/** Two equal passes show that no collection has moved anything meanwhile. */
const ATTEMPTS = 5;
const STDOUT = 1;

/** What a scope holds in one place: `name` is V8's word for the value, such as `undefined` or `the_hole`. */
export interface Slot {
  readonly address: string;
  readonly name: string;
}

/** A scope as V8 holds it. */
export interface Context {
  readonly address: string;
  /** Its places by the names of the variables; `this` is one of them. */
  readonly slots: ReadonlyMap<string, Slot>;
}

/** What V8's print says of some functions and objects, all of one moment. */
export interface Layout {
  /** The scopes around each function, innermost first. */
  readonly chains: readonly (readonly Context[])[];
  /** Where the objects are. */
  readonly addresses: readonly string[];
}

/**
 * The scopes of closures by their addresses, which tell which closures share one, and the addresses of some objects. Undefined where V8's print
 * cannot be read: then nothing is known of sharing.
 */
export function readLayout(functions: readonly object[], objects: readonly object[], natives: Natives): Layout | undefined {
  try {
    return withCapturedOutput(STDOUT, (written) => {
      const print = (value: object): string => {
        natives.print(value);
        return withPlainAddresses(written());
      };
      const printAt = (address: string): string => {
        natives.printAddress(Number(address));
        return withPlainAddresses(written());
      };
      let before: string | undefined;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const chains = readChains(functions, print, printAt);
        const addresses = objects.map((object) => /^DebugPrint: (0x[\da-f]+):/.exec(print(object))?.[1] ?? "");
        const seen = JSON.stringify([chains?.map((chain) => chain.map(({ address, slots }) => [address, ...slots])), addresses]);
        if (chains !== undefined && seen === before) return { chains, addresses };
        before = seen;
      }
      return undefined;
    });
  } catch {
    // Without the C library's descriptors there is nothing to read: the callers say what that means for the user.
    return undefined;
  }
}

/** For each scope that the inspector shows, what V8 holds for it. Undefined if they do not fit. The inspector leaves out what has no variable. */
export function contextsOf(scopes: readonly LiveScope[], contexts: readonly Context[]): readonly Context[] | undefined {
  const shown = contexts.filter(({ slots }) => visibleNames(slots).length > 0);
  const found: Context[] = [];
  let at = 0;
  for (const { description, variables } of scopes) {
    // The outermost; what the print shows ends before it.
    if (description === "Script") break;
    const names = Object.keys(variables);
    const fits = ({ slots }: Context): boolean => visibleNames(slots).every((name) => names.includes(name));
    while (at < shown.length && !fits(shown[at]!)) at++;
    if (at === shown.length) return undefined;
    found.push(shown[at++]!);
  }
  return found;
}

/** Those that a program could use. */
export function visibleNames(slots: ReadonlyMap<string, Slot>): readonly string[] {
  return [...slots.keys()].filter((name) => name !== "this" && /^[\p{ID_Start}$_]/u.test(name));
}

/** V8 fills some addresses up with zeros, and some not. */
function withPlainAddresses(text: string): string {
  return text.replace(/\b0x0+(?=[\da-f])/g, "0x");
}

type Print<Subject> = (subject: Subject) => string;

function readChains(functions: readonly object[], print: Print<object>, printAt: Print<string>): Context[][] | undefined {
  const contexts = new Map<string, ReadContext>();
  const names = new Map<string, readonly string[]>();
  const chains: Context[][] = [];
  for (const fn of functions) {
    const first = /^ - context: (0x[\da-f]+) <(\w+)/m.exec(print(fn));
    if (first === null) return undefined;
    const chain: Context[] = [];
    let [address, kind] = [first[1]!, first[2]!];
    while (kind !== "NativeContext" && kind !== "ScriptContext") {
      const context = contexts.get(address) ?? readContext(address, printAt, names);
      if (context === undefined) return undefined;
      contexts.set(address, context);
      chain.push(context);
      [address, kind] = [context.previous, context.previousKind];
    }
    chains.push(chain);
  }
  return chains;
}

interface ReadContext extends Context {
  readonly previous: string;
  readonly previousKind: string;
}

function readContext(address: string, printAt: Print<string>, names: Map<string, readonly string[]>): ReadContext | undefined {
  const text = printAt(address);
  const previous = /^ - previous: (0x[\da-f]+) <(\w+)/m.exec(text);
  const info = /^ - scope_info: (0x[\da-f]+)/m.exec(text)?.[1];
  if (previous === null || info === undefined || !/^DebugPrint: 0x[\da-f]+: \[Context\]/.test(text)) return undefined;
  const own = names.get(info) ?? parseNames(printAt(info));
  names.set(info, own);
  // The first two elements are the scope's own description and the previous scope.
  const values = parseElements(text).slice(2);
  const slots = new Map(own.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index]] as const])));
  return { address, slots, previous: previous[1]!, previousKind: previous[2]! };
}

/** Equal neighbours are printed as one line: `3-4: 2`. */
function parseElements(text: string): Slot[] {
  const lines = text.matchAll(/^ +(\d+)(?:-(\d+))?: (\S+)(?: <(\w+))?/gm);
  return [...lines].flatMap(([, from, to, address, name]) =>
    Array.from({ length: Number(to ?? from) - Number(from) + 1 }, () => ({ address: address!, name: name ?? "" })),
  );
}

function parseNames(text: string): readonly string[] {
  const slots = / - context slots \{\n([\s\S]*?)\n {2}\}/.exec(text)?.[1] ?? "";
  return [...slots.matchAll(/^ {4}- \d+: 0x[\da-f]+ <String\[\d+\]: [#\w]*?#(.*)>$/gm)].map(([, name]) => name!);
}
