import type { MimeBundle } from "../model/mime";
import { draftSegments, withoutMagics } from "./draft";
import { helpPage, optionHelpOf } from "./help";
import type { Registry } from "./magic";
import type { Language } from "./scan";
import type { MagicSegment, Segment } from "./segment";
import type { Span } from "./span";

/** What a hover or Shift-Tab at the cursor shows. */
export type MagicInspection =
  | { readonly kind: "magic"; readonly bundle: MimeBundle }
  /** TypeScript: inspect at the same offset in this text. */
  | { readonly kind: "code"; readonly text: string };

/** Explains names and options of magics, and hands everything else over as TypeScript. */
export function inspectMagic(text: string, offset: number, registry: Registry, language: Language = "typescript"): MagicInspection {
  const segments = draftSegments(text, registry, language);
  for (const segment of segments) {
    const bundle = explain(segment, offset);
    if (bundle) return { kind: "magic", bundle };
  }
  return { kind: "code", text: withoutMagics(text, segments) };
}

function explain(segment: Segment, offset: number): MimeBundle | undefined {
  if (segment.kind === "code" || segment.kind === "blank") return undefined;
  if (segment.kind === "help") return holds(segment.span, offset) ? helpPage(segment.magic) : undefined;
  return holds(segment.name, offset) ? helpPage(segment.magic) : optionAt(segment, offset);
}

function optionAt({ magic, written }: MagicSegment, offset: number): MimeBundle | undefined {
  const option = written.find(({ span, value }) => holds(span, offset) || (value !== undefined && holds(value, offset)));
  return option && optionHelpOf(magic, option.key);
}

/** The end belongs to a word as well: there stands the cursor after typing it. */
function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
