import { type Runtime, Session } from "node:inspector";

const SLOT = Symbol.for("tslab-magics.closure");
const SLOT_SOURCE = `globalThis[Symbol.for(${JSON.stringify(SLOT.description)})]`;

/**
 * The variables of the function in which `fn` was made, as far as `fn` or a function beside it uses them; empty where there are none. What
 * they hold are the live objects themselves; a variable that is assigned later keeps its old value here.
 */
export function closureOf(fn: unknown): Readonly<Record<string, unknown>> {
  if (typeof fn !== "function") return {};
  const session = new Session();
  session.connect();
  try {
    return innermostScope(session, fn);
  } finally {
    session.disconnect();
  }
}

function innermostScope(session: Session, fn: unknown): Readonly<Record<string, unknown>> {
  const { result: remote } = withSlot(fn, () => ask<Runtime.EvaluateReturnType>(session, "Runtime.evaluate", { expression: SLOT_SOURCE }));
  const scopes = properties(session, remote).internalProperties?.find(({ name }) => name === "[[Scopes]]")?.value;
  const innermost = scopes && properties(session, scopes).result.find(({ name }) => name === "0")?.value;
  const scope = innermost && (live(session, innermost) as { readonly description: string; readonly object: Record<string, unknown> });
  return scope === undefined || /^(?:Global|Script)$/.test(scope.description) ? {} : scope.object;
}

function properties(session: Session, { objectId }: Runtime.RemoteObject): Runtime.GetPropertiesReturnType {
  return ask(session, "Runtime.getProperties", { objectId, ownProperties: true });
}

/** The object of this process that the inspector speaks of. */
function live(session: Session, { objectId }: Runtime.RemoteObject): unknown {
  return withSlot(undefined, (slot) => {
    ask(session, "Runtime.callFunctionOn", { objectId, functionDeclaration: `function () { ${SLOT_SOURCE} = this; }` });
    return slot[SLOT];
  });
}

function withSlot<Result>(value: unknown, use: (slot: { [SLOT]?: unknown }) => Result): Result {
  const slot = globalThis as { [SLOT]?: unknown };
  slot[SLOT] = value;
  try {
    return use(slot);
  } finally {
    delete slot[SLOT];
  }
}

/** In its own process the inspector answers before `post` returns. */
function ask<Answer>(session: Session, method: string, params: object): Answer {
  let answer: { readonly error: Error | null; readonly result: unknown } | undefined;
  session.post(method, params, (error, result) => (answer = { error, result }));
  if (answer === undefined || answer.error)
    throw new Error(`V8's inspector does not answer ${method}: ${answer?.error?.message ?? "no reply"}.`);
  return answer.result as Answer;
}
