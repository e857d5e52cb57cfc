import { type Debugger, type Runtime, Session } from "node:inspector";
import { Script } from "node:vm";
import { StateError } from "../state-error";

/** One scope around a closure, innermost first. */
export interface LiveScope {
  /** V8's word for it: `Closure (f)`, `Block`, `Catch`, `Script`, `Module`, `Global`, … */
  readonly description: string;
  /** A picture of its captured variables, made anew at each request; what they hold are the live values. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What V8 keeps beside the properties of an object. */
export interface Internals {
  /** Private fields by their name with `#`, in order; private accessors and methods have none. */
  readonly privates: readonly { readonly name: string; readonly value: unknown }[];
  /** Such as `[[PromiseState]]` or `[[TargetFunction]]`. */
  readonly slots: ReadonlyMap<string, unknown>;
}

const FIELDS = "$tslabMagicsFields";
const CALLED = "$tslabMagicsCalled";
/** Time for the stop at a function's first line, which comes at once; on a busy machine the longer ones are tried. */
const STOP_AFTER_MS = [3, 30, 300];
const SLACK_MS = 20;
const PRIVATES_AT_ONCE = 200;

/** A notebook's own Math.random would go on by a number. */
let holders = 0;

interface Holder {
  value: unknown;
  out: unknown;
}

/**
 * V8's inspector on its own process: what a debugger sees of live values. Each question takes 30 to 100 µs. No code of the notebook is run.
 * To be closed, which lets go of everything that was asked about.
 */
export class Inspector {
  readonly #session = new Session();
  readonly #holder: Holder = { value: undefined, out: undefined };
  readonly #holderId: string;
  readonly #remembers: boolean;
  #last: { readonly object: object; readonly className: string; readonly properties: Runtime.GetPropertiesReturnType } | undefined;

  /** `remembers`: asked again about the object that was asked about last, it answers as before. For who changes nothing meanwhile. */
  constructor({ remembers = false }: { readonly remembers?: boolean } = {}) {
    this.#remembers = remembers;
    this.#session.connect();
    this.#holderId = this.#idOfHolder();
  }

  close(): void {
    this.#holder.value = this.#holder.out = undefined;
    this.#last = undefined;
    this.#session.disconnect();
  }

  /** The scopes around a closure; undefined for functions that are not written in JavaScript. */
  scopesOf(fn: object): LiveScope[] | undefined {
    const scopes = this.#describe(fn).internalProperties?.find(({ name }) => name === "[[Scopes]]")?.value;
    if (scopes === undefined) return undefined;
    const list = this.#live(scopes) as ArrayLike<{ readonly description: string; readonly object: Record<string, unknown> }>;
    return Array.from(list, ({ description, object }) => ({ description, variables: object }));
  }

  /** The name of an object's class, as V8 has it in stacks: that of the function that made it, or else what its properties say. */
  classNameOf(object: object): string {
    if (!this.#remembers || this.#last?.object !== object) this.#describe(object);
    return this.#last!.className;
  }

  internalsOf(object: object): Internals {
    const { internalProperties = [], privateProperties = [] } = this.#describe(object) as Runtime.GetPropertiesReturnType & {
      readonly privateProperties?: readonly { readonly name: string; readonly value?: Runtime.RemoteObject }[];
    };
    return {
      privates: privateProperties.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value: this.#live(value) }])),
      slots: new Map(internalProperties.flatMap(({ name, value }) => (value === undefined ? [] : [[name, this.#live(value)] as const]))),
    };
  }

  /** The address of each script's file or URL, by its number; of the scripts that V8 knows now. */
  scriptUrls(): ReadonlyMap<string, string> {
    const urls = new Map<string, string>();
    const take = ({ params }: { readonly params: { readonly scriptId: string; readonly url: string } }): void =>
      void urls.set(params.scriptId, params.url);
    this.#session.on("Debugger.scriptParsed", take);
    this.#post("Debugger.enable");
    this.#post("Debugger.disable");
    this.#session.off("Debugger.scriptParsed", take);
    return urls;
  }

  /** The number of the script that a function was written in. */
  scriptIdOf(fn: object): string | undefined {
    const location = this.#describe(fn).internalProperties?.find(({ name }) => name === "[[FunctionLocation]]")?.value?.value as
      { readonly scriptId: string } | undefined;
    return location?.scriptId;
  }

  /**
   * Gives private fields of live objects new values. V8 lets only the top level of a debugger's console name private fields from outside of
   * their class, and does not tell whether that went well: look at {@link internalsOf} afterwards.
   */
  setPrivates(fields: readonly { readonly object: object; readonly name: string; readonly value: unknown }[]): void {
    const globals = globalThis as Record<string, unknown>;
    for (let start = 0; start < fields.length; start += PRIVATES_AT_ONCE) {
      const some = fields.slice(start, start + PRIVATES_AT_ONCE);
      globals[FIELDS] = some;
      const statements = some.map(({ name }, index) => `${FIELDS}[${index}].object.${name} = ${FIELDS}[${index}].value;`);
      this.#session.post("Runtime.evaluate", { expression: statements.join("\n"), replMode: true, silent: true } as never);
      Reflect.deleteProperty(globals, FIELDS);
    }
  }

  /**
   * Gives variables that a function has captured other values, constants too: as a debugger does, where it stops at the first line of the
   * function. The function is called for that, and ended before it does anything. `depth` counts its scopes from the innermost.
   */
  setVariables(fn: () => unknown, depth: number, values: ReadonlyMap<string, unknown>): void {
    const scopeCount = (this.scopesOf(fn) ?? []).filter(({ description }) => isClosureScope(description)).length;
    let stopAfterMs = 0;
    let hasStopped = false;
    const onPaused = ({ params }: { readonly params: Debugger.PausedEventDataType }): void => {
      const [frame] = params.callFrames;
      if (frame !== undefined) this.#setInFrame(frame, depth, scopeCount, values);
      hasStopped = true;
      // The watchdog's end of the call takes effect when the debugger lets it go on: asleep, so that the watchdog's thread may run.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stopAfterMs + SLACK_MS);
    };
    this.#session.on("Debugger.paused", onPaused);
    this.#post("Debugger.enable");
    const { breakpointId } = this.#post("Debugger.setBreakpointOnFunctionCall", { objectId: this.#idOf(fn) }) as {
      readonly breakpointId: string;
    };
    try {
      for (stopAfterMs of STOP_AFTER_MS) {
        if (this.#callBriefly(fn, stopAfterMs, () => hasStopped)) return;
      }
    } finally {
      this.#post("Debugger.removeBreakpoint", { breakpointId });
      this.#post("Debugger.disable");
      this.#session.off("Debugger.paused", onPaused);
    }
  }

  #setInFrame(
    { callFrameId, scopeChain }: Debugger.CallFrame,
    depth: number,
    scopeCount: number,
    values: ReadonlyMap<string, unknown>,
  ): void {
    const closures = scopeChain.flatMap(({ type }, scopeNumber) =>
      type === "closure" || type === "block" || type === "catch" ? [scopeNumber] : [],
    );
    // The function's own scopes come first.
    const scopeNumber = closures[closures.length - scopeCount + depth];
    if (scopeNumber === undefined) return;
    for (const [variableName, value] of values) {
      try {
        this.#post("Debugger.setVariableValue", { callFrameId, scopeNumber, variableName, newValue: this.#argument(value) });
      } catch {
        // Whether it was set, the verification looks.
      }
    }
  }

  /** Calls a function that is stopped at its first line until the watchdog has ended the call. True if it was stopped. A generator function is not stopped, and does nothing. */
  #callBriefly(fn: () => unknown, stopAfterMs: number, hasStopped: () => boolean): boolean {
    const globals = globalThis as Record<string, unknown>;
    globals[CALLED] = fn;
    try {
      new Script(`${CALLED}();`).runInThisContext({ timeout: stopAfterMs });
      if (hasStopped()) throw new StateError("A function of a package ran while its variables were set. Try again");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    } finally {
      Reflect.deleteProperty(globals, CALLED);
    }
    return hasStopped();
  }

  #argument(value: unknown): object {
    if (isPrimitive(value))
      return typeof value === "bigint" || (typeof value === "number" && !isJsonNumber(value))
        ? { unserializableValue: unserializable(value) }
        : { value };
    return { objectId: this.#idOf(value) };
  }

  #idOf(value: unknown): string {
    return this.#remoteOf(value).objectId;
  }

  #remoteOf(value: unknown): { readonly objectId: string; readonly className?: string } {
    this.#holder.value = value;
    const { result } = this.#post("Runtime.getProperties", {
      objectId: this.#holderId,
      ownProperties: true,
    }) as Runtime.GetPropertiesReturnType;
    const { objectId, className } = result.find(({ name }) => name === "value")?.value ?? {};
    if (objectId === undefined) throw new Error("The inspector does not know an object that lives.");
    return { objectId, ...(className !== undefined && { className }) };
  }

  #describe(object: object): Runtime.GetPropertiesReturnType {
    if (this.#remembers && this.#last?.object === object) return this.#last.properties;
    const { objectId, className = "" } = this.#remoteOf(object);
    const properties = this.#post("Runtime.getProperties", { objectId, ownProperties: true }) as Runtime.GetPropertiesReturnType;
    this.#last = { object, className, properties };
    return properties;
  }

  /** The value that the inspector talks about. */
  #live(remote: Runtime.RemoteObject): unknown {
    if (remote.objectId === undefined && remote.type !== "symbol") return primitiveOf(remote);
    this.#post("Runtime.callFunctionOn", {
      objectId: this.#holderId,
      functionDeclaration: "function (value) { this.out = value; }",
      arguments: [{ objectId: remote.objectId }],
      silent: true,
    });
    return this.#holder.out;
  }

  #idOfHolder(): string {
    const globals = globalThis as Record<string, unknown>;
    const name = `tslab-magics holder ${++holders}`;
    Object.defineProperty(globals, name, { value: this.#holder, configurable: true });
    try {
      const { result } = this.#post("Runtime.evaluate", { expression: `globalThis[${JSON.stringify(name)}]` }) as {
        readonly result: Runtime.RemoteObject;
      };
      return result.objectId!;
    } finally {
      Reflect.deleteProperty(globals, name);
    }
  }

  /** Requests are answered before `post` returns. */
  #post(method: string, params: object = {}): unknown {
    const answer: { error?: Error | null; result?: unknown } = {};
    this.#session.post(method, params, (error, result) => Object.assign(answer, { error, result }));
    if (answer.error) throw new Error(`V8's inspector does not answer ${method}: ${answer.error.message}`);
    return answer.result;
  }
}

function isClosureScope(description: string): boolean {
  return !/^(?:Global|Script|Module)/.test(description);
}

function isPrimitive(value: unknown): value is string | number | bigint | boolean | null | undefined {
  return value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
}

function isJsonNumber(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

function unserializable(value: number | bigint): string {
  if (typeof value === "bigint") return `${value}n`;
  return Object.is(value, -0) ? "-0" : String(value);
}

function primitiveOf({ type, subtype, value, unserializableValue }: Runtime.RemoteObject): unknown {
  if (type === "undefined") return undefined;
  if (subtype === "null") return null;
  if (unserializableValue === undefined) return value;
  if (type === "bigint") return BigInt(unserializableValue.slice(0, -1));
  return Number(unserializableValue);
}
