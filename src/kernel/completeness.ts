import { draftSegments, withoutMagics } from "../magics/draft";
import type { Registry } from "../magics/magic";
import type { Language } from "../magics/scan";
import type { Completeness } from "./cell-runner";
import type { Notebook } from "./notebook";
import type { Tslab } from "./tslab";

export interface CompletenessOptions {
  readonly notebook: Notebook;
  readonly registry: Registry;
  readonly language: Language;
}

/** Whether a console should run what was typed, wait for more, or mark it as wrong. */
export function completenessOf(code: string, { notebook, registry, language }: CompletenessOptions): Completeness {
  const segments = draftSegments(code, registry, language);
  const last = segments.at(-1);
  if (last?.kind === "cell-magic" && last.code.start === last.code.end && !endsWithBlankLine(code))
    return { status: "incomplete", indent: "" };
  return completenessOfCode(withoutMagics(code, segments), notebook.tslab);
}

/** tslab waits for more wherever a token is missing at the end, also when something before is wrong, and not in an open template. */
function completenessOfCode(code: string, tslab: Tslab): Completeness {
  const { completed, indent = "" } = tslab.isCompleteCode(code);
  const [first] = tslab.syntaxErrors(code);
  if (first === undefined || (completed && endsWithBlankLine(code))) return { status: first ? "invalid" : "complete" };
  if (/^Unterminated template|^'\*\/' expected/.test(first.message)) return { status: "incomplete", indent: "" };
  return !completed && first.start >= code.trimEnd().length ? { status: "incomplete", indent } : { status: "invalid" };
}

function endsWithBlankLine(text: string): boolean {
  return /\n[^\S\n]*\n\s*$/.test(text);
}
