import type { Registry } from "./magic";
import { parseCell } from "./parse-cell";
import type { Language } from "./scan";
import type { Segment } from "./segment";
import { mask, type Span } from "./span";

/** The segments of a cell as far as they can be told: from the first mistake on, everything counts as code. */
export function draftSegments(text: string, registry: Registry, language: Language = "typescript"): readonly Segment[] {
  const { segments } = parseCell(text, registry, { language, isDraft: true });
  const end = segments.at(-1)?.span.end ?? 0;
  return end < text.length ? [...segments, { kind: "code", span: { start: end, end: text.length } }] : segments;
}

/**
 * The cell as TypeScript alone, for completion, inspection and the question whether it is complete: what belongs to magics becomes blank,
 * everything else keeps its offset. A semicolon stands in for the `%` of a magic, so that its code begins a statement.
 */
export function withoutMagics(text: string, segments: readonly Segment[]): string {
  const units = mask(text, ...segments.flatMap(codeSpans)).split("");
  for (const segment of segments) {
    const isValue = segment.kind === "line-magic" && segment.assignment && segment.code;
    if (segment.kind !== "code" && segment.kind !== "blank" && !isValue) units[segment.name.start] = ";";
  }
  return units.join("");
}

function codeSpans(segment: Segment): readonly Span[] {
  switch (segment.kind) {
    case "code":
    case "blank":
      return [segment.span];
    case "help":
      return [];
    case "line-magic":
      return [segment.assignment, segment.code].filter((span) => span !== undefined);
    case "cell-magic":
      return [segment.setup, segment.code].filter((span) => span !== undefined);
  }
}
