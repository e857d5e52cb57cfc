import { draftSegments, withoutMagics } from "./draft";
import type { AnyMagic, Registry } from "./magic";
import { parseOptions, type ParsedOptions } from "./option-parser";
import { spellings, type OptionSpec } from "./options";
import { scan, type Language, type Token } from "./scan";
import type { MagicSegment, Segment } from "./segment";
import { beginsLine } from "./span";

/** What can stand at the cursor. Offsets are UTF-16. */
export type MagicCompletion =
  | { readonly kind: "magic"; readonly matches: readonly string[]; readonly start: number; readonly end: number }
  /** TypeScript: complete at the same offset in this text. */
  | { readonly kind: "code"; readonly text: string };

/** Completes names and options of magics, and hands everything else over as TypeScript. */
export function completeMagic(text: string, offset: number, registry: Registry, language: Language = "typescript"): MagicCompletion {
  if (!text.includes("%")) return { kind: "code", text };
  const segments = draftSegments(text, registry, language);
  const name = completeName({ text, offset, registry, language, segments });
  if (name) return name;
  const around = segments.findLast(({ span }) => span.start < offset);
  const option = around?.kind === "line-magic" || around?.kind === "cell-magic" ? completeOption(text, offset, around) : undefined;
  return option ?? { kind: "code", text: withoutMagics(text, segments) };
}

interface Draft {
  readonly text: string;
  readonly offset: number;
  readonly registry: Registry;
  readonly language: Language;
  readonly segments: readonly Segment[];
}

function completeName({ text, offset, registry, language, segments }: Draft): MagicCompletion | undefined {
  const typed = /(%%?)\w*$/.exec(text.slice(0, offset));
  if (!typed) return undefined;
  const start = typed.index;
  const around = segments.findLast(({ span }) => span.start <= start);
  const tokens = scan(text, around?.span.start ?? 0, language).tokens.filter(({ kind }) => kind !== "break");
  const index = tokens.findIndex((token) => token.kind === "percent" && token.start === start);
  const isFirst = index === 0 && segments.every((segment) => segment === around || segment.kind === "blank" || segment.span.start > start);
  const place = index < 0 ? undefined : placeOf(text, tokens, index, isFirst);
  if (!place) return undefined;
  const known = [...registry.values()].flatMap((magic) => namesAt(place, magic));
  const matches = known.filter((name) => name.startsWith(typed[0]));
  const end = offset + /^\w*/.exec(text.slice(offset))![0].length;
  return matches.length === 0 ? undefined : { kind: "magic", matches, start, end };
}

type Place = "first-line" | "line" | "assignment" | "help";

function placeOf(text: string, tokens: readonly Token[], index: number, isFirst: boolean): Place | undefined {
  const token = tokens[index]!;
  const previous = tokens[index - 1];
  if (token.bracketAt !== undefined) return undefined;
  if (previous?.kind === "equals") return "assignment";
  if (previous?.kind === "question" && previous.end === token.start && beginsLine(text, previous.start)) return "help";
  if (!beginsLine(text, token.start)) return undefined;
  return isFirst ? "first-line" : "line";
}

function namesAt(place: Place, { name, kind, forms }: AnyMagic): readonly string[] {
  const onLine = forms.includes("line") || forms.includes("bare");
  if (place === "assignment") return kind === "measure" ? [`%${name}`] : [];
  const names = onLine ? [`%${name}`] : [];
  return forms.includes("cell") && place !== "line" ? [...names, `%%${name}`] : names;
}

function completeOption(text: string, offset: number, { magic, name }: MagicSegment): MagicCompletion | undefined {
  if (offset <= name.end) return undefined;
  const word = /\S*$/.exec(text.slice(name.end, offset))![0];
  const start = offset - word.length;
  const before = parseOptions(text.slice(0, start), name.end, magic);
  if (before.end < start || endedByDashes(text, start, before)) return undefined;
  const awaiting = awaitedBy(before, magic);
  if (awaiting) return completeValue(awaiting, word, offset);
  if (!word.startsWith("-")) return undefined;
  const known = Object.entries(magic.options).flatMap(([key, spec]) => spellings(key, spec));
  const end = offset + /^[\w-]*/.exec(text.slice(offset))![0].length;
  return { kind: "magic", matches: known.filter((option) => option.startsWith(word)), start, end };
}

/** The option whose value stands at the end. */
function awaitedBy({ written }: ParsedOptions, magic: AnyMagic): OptionSpec | undefined {
  const last = written.at(-1);
  const spec = last && magic.options[last.key];
  return last?.value === undefined && spec?.kind !== "flag" ? spec : undefined;
}

function completeValue(spec: OptionSpec, word: string, offset: number): MagicCompletion {
  const matches = spec.kind === "choice" ? spec.choices.filter((choice) => choice.startsWith(word)) : [];
  return { kind: "magic", matches, start: matches.length === 0 ? offset : offset - word.length, end: offset };
}

function endedByDashes(text: string, start: number, { written }: ParsedOptions): boolean {
  const last = written.at(-1);
  const lastEnd = last?.value?.end ?? last?.span.end ?? 0;
  return /\s--\s+$/.test(text.slice(lastEnd, start));
}
