import { EngineError } from "../engine";
import * as inspector from "node:inspector";

/**
 * Node's own lists of pending timers and immediates. They are reachable only from closures inside Node, so they are read through the inspector,
 * once (2 ms): objects of a scope that it shows are the live objects. No flag, no patched function, no cost for ordinary cells.
 */
export interface TimerQueues {
  /** How many timers wait, also those that do not keep the process alive. */
  readonly pending: number;
  /** Cancels every pending timer and immediate of this process. */
  clear(): void;
}

/** Lists are rings: the list itself is the node before the first and after the last timer. */
interface TimerLink {
  _idlePrev: TimerLink | null;
}

interface ImmediateLink {
  _idleNext: ImmediateLink | null;
}

interface Internals {
  readonly timerListMap: Record<string, TimerLink>;
  readonly immediateQueue: { head: ImmediateLink | null };
}

/** Throws {@link EngineError} where this version of Node keeps its timers in another way. */
export function findTimerQueues(): TimerQueues {
  const { clearTimeout, clearImmediate } = globalThis;
  const { timerListMap, immediateQueue } = readInternals();
  const timers = (): TimerLink[] => Object.values(timerListMap).flatMap(timersOf);
  return {
    get pending() {
      return timers().length;
    },
    clear: () => {
      for (const timer of timers()) clearTimeout(timer as unknown as NodeJS.Timeout);
      while (immediateQueue.head !== null) clearImmediate(immediateQueue.head as unknown as NodeJS.Immediate);
    },
  };
}

/** Collected first: clearing a timer takes it out of its ring. */
function timersOf(list: TimerLink): TimerLink[] {
  const timers: TimerLink[] = [];
  for (let timer = list._idlePrev; timer !== null && timer !== list; timer = timer._idlePrev) timers.push(timer);
  return timers;
}

function readInternals(): Internals {
  const session = new inspector.Session();
  session.connect();
  try {
    const found = capturedBy(session, "clearTimeout", ["timerListMap", "immediateQueue"]);
    if (!isInternals(found)) throw new EngineError(refusal());
    return found;
  } finally {
    session.disconnect();
  }
}

function isInternals(found: Readonly<Record<string, unknown>>): found is Readonly<Record<string, unknown>> & Internals {
  const { timerListMap, immediateQueue } = found;
  return typeof timerListMap === "object" && typeof immediateQueue === "object" && immediateQueue !== null && "head" in immediateQueue;
}

function refusal(): string {
  return `Measuring in a fork cannot stop the notebook's timers in Node ${process.version}: use Node 20, 22, 24 or 26.`;
}

/** The values of those variables `names` that the closure of the global function `functionName` holds. */
function capturedBy(session: inspector.Session, functionName: string, names: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const { result } = post<{ result: inspector.Runtime.RemoteObject }>(session, "Runtime.evaluate", { expression: functionName });
  const scopes = propertiesOf(session, result).internalProperties?.find(({ name }) => name === "[[Scopes]]")?.value;
  for (const { value: scope } of scopes === undefined ? [] : propertiesOf(session, scopes).result) {
    if (scope?.description?.startsWith("Closure") !== true) continue;
    for (const { name, value } of propertiesOf(session, scope).result) {
      if (names.includes(name) && value?.objectId !== undefined) values[name] = liveObject(session, value.objectId);
    }
  }
  return values;
}

function propertiesOf(session: inspector.Session, { objectId }: inspector.Runtime.RemoteObject): inspector.Runtime.GetPropertiesReturnType {
  return post(session, "Runtime.getProperties", { objectId, ownProperties: true });
}

/** Hands the object that the inspector knows as `objectId` to this code: the inspector calls a function with it. */
function liveObject(session: inspector.Session, objectId: string): unknown {
  let live: unknown;
  const key = Symbol.for("tslab-magics.receive");
  Reflect.set(globalThis, key, (value: unknown) => {
    live = value;
  });
  try {
    post(session, "Runtime.callFunctionOn", {
      objectId,
      functionDeclaration: `function () { globalThis[Symbol.for("tslab-magics.receive")](this); }`,
    });
  } finally {
    Reflect.deleteProperty(globalThis, key);
  }
  return live;
}

/** On the same thread the answer comes before `post` returns. */
function post<Result>(session: inspector.Session, method: string, parameters: object): Result {
  let answer: { error: Error | null; result?: object | undefined } | undefined;
  session.post(method, parameters, (error, result) => {
    answer = { error, result };
  });
  if (answer === undefined) throw new EngineError(`The inspector did not answer ${method}. ${refusal()}`);
  if (answer.error !== null) throw new EngineError(`The inspector refused ${method}: ${answer.error.message}. ${refusal()}`);
  return answer.result as Result;
}
