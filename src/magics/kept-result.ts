import type { AnyResult, ResultKind } from "../model/result";
import type { Session } from "./magic";
import type { KeptResult } from "./options";
import { UsageError } from "./usage-error";

/** A result of that kind, as a variable of the notebook may hold it. */
export type ResultOf<Kind extends ResultKind> = Extract<AnyResult, { readonly kind: Kind }>;

/** Whether a value is what a magic gives with `-o`. Anybody can make an object with these fields: what is used of it has the right type. */
export function isResultOf<Kind extends ResultKind>(kind: Kind, value: unknown): value is ResultOf<Kind> {
  if (!isRecord(value) || value["version"] !== 1 || value["kind"] !== kind) return false;
  const { runs, points, outcome, instrument, engine } = value;
  const isMeasured = kind === "sweep" ? isFilled(points) && points.every(isPoint) : isFilled(runs) && runs.every(isRecord);
  return isMeasured && isRecord(outcome) && isInstrument(instrument) && isText(engine);
}

function isFilled(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function isPoint(value: unknown): boolean {
  return (
    isRecord(value) && Number.isFinite(value["value"]) && (isResultOf("memit", value["result"]) || isResultOf("timeit", value["result"]))
  );
}

/** The completed result that an option such as `--compare` names. Throws {@link UsageError} where there is none. */
export function findResult<Kind extends ResultKind>(kind: Kind, kept: KeptResult, session: Pick<Session, "variable">): ResultOf<Kind> {
  const value = "variable" in kept ? valueOf(kept.variable, session) : kept.result;
  const name = nameOf(kept);
  if (!isResultOf(kind, value)) {
    const magic = kind === "sweep" ? "memit -o --sweep n=1e3,1e4" : `${kind} -o`;
    const what = kind === "sweep" ? "a sweep" : `%${kind}`;
    throw new UsageError(`${name} is no result of ${what}: keep one with const a = %${magic} code, and compare with --compare a.`);
  }
  if (value.outcome.kind !== "completed") throw new UsageError(`${name} is the result of a measurement that did not complete.`);
  return value;
}

/** What a message calls it. */
export function nameOf(kept: KeptResult): string {
  return "variable" in kept ? `The variable ${kept.variable}` : "What is given to compare with";
}

function valueOf(name: string, session: Pick<Session, "variable">): unknown {
  const found = session.variable(name);
  if (found === undefined) throw new UsageError(`There is no variable ${name} to compare with.`);
  return found.value;
}

function isInstrument(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { node, os, flags } = value;
  return isText(node) && isText(os) && Array.isArray(flags) && flags.every(isText);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
