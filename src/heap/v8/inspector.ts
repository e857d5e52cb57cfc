import { Session } from "node:inspector";

/** The in-process inspector, connected for as long as `use` runs. */
export async function withInspector<Result>(use: (session: Session) => Promise<Result>): Promise<Result> {
  const session = new Session();
  session.connect();
  try {
    return await use(session);
  } finally {
    session.disconnect();
  }
}

/** Calls a method that answers before `post` returns, as all those of the own thread do. Throws what the inspector answers as an error. */
export function call(session: Session, method: string, parameters: object = {}): unknown {
  const answer: { error?: unknown; result?: unknown } = {};
  session.post(method, parameters, (error: unknown, result: unknown) => Object.assign(answer, { error, result }));
  if (answer.error) throw new Error(`The inspector's ${method} failed: ${messageOf(answer.error)}`);
  return answer.result;
}

function messageOf(error: unknown): string {
  const { message } = error as { readonly message?: unknown };
  return typeof message === "string" ? message : JSON.stringify(error);
}
