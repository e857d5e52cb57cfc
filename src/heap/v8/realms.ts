import type { Runtime, Session } from "node:inspector";
import { isContext, runInContext } from "node:vm";
import { call } from "./inspector";
import { DOOR_GROUP } from "./inspector-door";
import { queryObjects } from "./live-objects";

/** Objects of a realm that the notebook has made with `node:vm`. */
export interface RealmObjects {
  /** The name of its context, such as `VM Context 1`. */
  readonly realm: string;
  readonly objects: readonly object[];
}

/** Each realm costs one more walk over the heap. */
const MAX_REALMS = 8;
/** The name of a property of a realm's Array.prototype that exists only during a call of {@link objectsOfOtherRealms}. */
const DOOR = "__tslabMagicsRealm";

// Taken before any cell can replace them.
const { getPrototypeOf } = Object;
const { defineProperty, deleteProperty } = Reflect;

/**
 * The live objects of other realms, as far as their contexts can be reached: through the object that the notebook has contextified, one of
 * `samples`. The objects of other realms stay among those of no class. Runs a literal in the realm, and nothing of the user's.
 */
export function objectsOfOtherRealms(session: Session, samples: readonly object[]): readonly RealmObjects[] {
  const contexts = otherContexts(session);
  if (contexts.length === 0) return [];
  const given: (readonly object[])[] = [];
  const prototypes = openDoors(samples, (objects) => void given.push(objects));
  try {
    const reachable = contexts.filter(({ id }) => hasDoor(session, id)).slice(0, MAX_REALMS);
    return reachable.flatMap(({ id, name }) => {
      giveObjects(session, id);
      return given.splice(0).map((objects) => ({ realm: name, objects }));
    });
  } finally {
    for (const prototype of prototypes) deleteProperty(prototype, DOOR);
    call(session, "Runtime.releaseObjectGroup", { objectGroup: DOOR_GROUP });
  }
}

type ContextDescription = Runtime.ExecutionContextDescription & { readonly auxData?: { readonly isDefault?: boolean } };

function otherContexts(session: Session): readonly ContextDescription[] {
  const contexts: ContextDescription[] = [];
  const onCreated = ({ params }: { readonly params: { readonly context: ContextDescription } }): void => void contexts.push(params.context);
  session.on("Runtime.executionContextCreated", onCreated);
  try {
    call(session, "Runtime.enable");
    call(session, "Runtime.disable");
  } finally {
    session.off("Runtime.executionContextCreated", onCreated);
  }
  return contexts.filter(({ auxData }) => auxData?.isDefault !== true);
}

/** Gives the contexts behind some of the samples a way to hand over their objects, and returns what to take it from again. */
function openDoors(samples: readonly object[], take: (found: readonly object[]) => void): readonly object[] {
  const prototypes: object[] = [];
  for (const sample of samples) {
    if (typeof sample === "function" || !isContext(sample)) continue;
    const prototype = getPrototypeOf(runInContext("[]", sample)) as object;
    // A realm whose builtins are frozen keeps its objects to itself.
    if (defineProperty(prototype, DOOR, { value: take, configurable: true })) prototypes.push(prototype);
  }
  return prototypes;
}

function hasDoor(session: Session, contextId: number): boolean {
  const { objectId } = evaluate(session, "[]", contextId);
  const functionDeclaration = `function () { return typeof this.${DOOR} === "function"; }`;
  const { result } = call(session, "Runtime.callFunctionOn", { objectId, functionDeclaration }) as Runtime.CallFunctionOnReturnType;
  return result.value === true;
}

function giveObjects(session: Session, contextId: number): void {
  // Not by its name, which the realm may have given to something else.
  const { objectId } = evaluate(session, "({})", contextId);
  const { internalProperties = [] } = call(session, "Runtime.getProperties", {
    objectId,
    ownProperties: true,
  }) as Runtime.GetPropertiesReturnType;
  const prototypeId = internalProperties.find(({ name }) => name === "[[Prototype]]")?.value?.objectId;
  if (prototypeId === undefined) return;
  const functionDeclaration = `function () { this.${DOOR}(this); }`;
  call(session, "Runtime.callFunctionOn", { objectId: queryObjects(session, prototypeId), functionDeclaration });
}

function evaluate(session: Session, expression: string, contextId: number): Runtime.RemoteObject {
  const { result } = call(session, "Runtime.evaluate", { expression, contextId, objectGroup: DOOR_GROUP }) as Runtime.EvaluateReturnType;
  return result;
}
