import Module from "node:module";
import { types } from "node:util";
import { Inspector } from "../live/inspector";
import { StateError } from "../state-error";
import { loadCoreModule } from "./core-modules";
import { hash } from "./hash";
import { intact } from "./intact";
import { sourceText } from "./signature";

type Named = Readonly<Record<string, unknown>>;

/**
 * Tells things of the language apart whose source shows no difference (`function round() { [native code] }`), by what no notebook can reach: Node
 * keeps the language's functions and prototypes for itself before any other code runs. Functions that were bound are told apart by what they
 * were bound to. A mark is the same in every process of one Node version.
 */
export class Marks {
  readonly #originals = new intact.Map<string, object>();
  readonly #marks = new intact.Map<unknown, string>();

  /** Throws {@link StateError} where this version of Node keeps nothing that can be found. */
  constructor() {
    for (const [name, original] of [...primordials(), ...globalModules()]) {
      const mark = `original ${name}`;
      this.#originals.set(mark, original);
      if (!this.#marks.has(original)) this.#marks.set(original, mark);
    }
  }

  /** Undefined for a thing that is known by its source alone. */
  of(value: unknown): string | undefined {
    const known = this.#marks.get(value);
    if (known !== undefined || !isBound(value)) return known;
    const inspector = new Inspector();
    try {
      const mark = `bound ${hash(boundText(value, inspector))}`;
      this.#marks.set(value, mark);
      return mark;
    } finally {
      inspector.close();
    }
  }

  /** What Node keeps under a mark. */
  original(mark: string): object | undefined {
    return this.#originals.get(mark);
  }
}

/** What Node's own modules are given of the language, each under its name there. A method is kept as a function bound to `call`, which holds it. */
function primordials(): (readonly [name: string, original: object])[] {
  const inspector = new Inspector();
  try {
    const kept = keptByNode(inspector);
    return Reflect.ownKeys(kept).flatMap((name): [string, object][] => {
      const value: unknown = Reflect.getOwnPropertyDescriptor(kept, name)?.value;
      const original: unknown = isBound(value) ? inspector.internalsOf(value).slots.get("[[BoundThis]]") : value;
      return typeof name === "string" && isObject(original) ? [[name, original]] : [];
    });
  } finally {
    inspector.close();
  }
}

/** Globals that are core modules, too: what `require` gives for those is not a notebook's to replace. */
function globalModules(): (readonly [name: string, original: object])[] {
  return ["console", "process"].map((name) => [name, loadCoreModule(name) as object]);
}

/** Each function of Node's module loader closes over the class of its own modules, and that class over what it gives to them. */
function keptByNode(inspector: Inspector): object {
  for (const key of Reflect.ownKeys(Module)) {
    const loader = captured(inspector, Reflect.getOwnPropertyDescriptor(Module, key)?.value, "BuiltinModule");
    const compile = isObject(loader) ? propertyOf(propertyOf(loader, "prototype"), "compileForInternalLoader") : undefined;
    const kept = captured(inspector, compile, "primordials");
    if (isObject(kept)) return kept;
  }
  throw new StateError(
    `Node ${process.version} does not show what it keeps of the language, so what cells before the import have changed cannot be known`,
  );
}

function captured(inspector: Inspector, fn: unknown, name: string): unknown {
  if (typeof fn !== "function" || types.isProxy(fn)) return undefined;
  const scopes: readonly { readonly description: string; readonly variables: Named }[] = inspector.scopesOf(fn) ?? [];
  return scopes.find(({ description, variables }) => description !== "Global" && Object.hasOwn(variables, name))?.variables[name];
}

function propertyOf(object: unknown, key: string): unknown {
  return isObject(object) ? Reflect.getOwnPropertyDescriptor(object, key)?.value : undefined;
}

function boundText(value: unknown, inspector: Inspector): string {
  if (!isBound(value)) return typeof value === "function" ? sourceText(value) : boundObject(value);
  const { slots } = inspector.internalsOf(value);
  const given = slots.get("[[BoundArgs]]");
  const parts = [slots.get("[[TargetFunction]]"), slots.get("[[BoundThis]]"), ...(Array.isArray(given) ? (given as unknown[]) : [])];
  return `bound(${parts.map((part) => boundText(part, inspector)).join("; ")})`;
}

/** Of the objects, the console that every process has is the one that Node binds functions to. */
function boundObject(value: unknown): string {
  return value === loadCoreModule("console") ? "console" : typeof value;
}

function isBound(value: unknown): value is object {
  return sourceText(value) === "function () { [native code] }";
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
