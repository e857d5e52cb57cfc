/** A piece of a cell: UTF-16 offsets, `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** White space within a line. */
export const BLANK = /[^\S\n\r\u2028\u2029]/;

const LINE_BREAK = /[\n\r\u2028\u2029]/;

/**
 * The text with everything outside the spans replaced by blanks. Line breaks and the length stay, so that line, column and offset of what
 * is left are those of the cell as typed.
 */
export function mask(text: string, ...spans: readonly Span[]): string {
  const kept = [...spans].sort((a, b) => a.start - b.start);
  let masked = "";
  for (const { start, end } of kept) {
    masked += blanked(text.slice(masked.length, start)) + text.slice(Math.max(start, masked.length), end);
  }
  return masked + blanked(text.slice(masked.length));
}

/** The offset at which the line of `offset` begins. */
export function lineStartAt(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !LINE_BREAK.test(text[start - 1]!)) start--;
  return start;
}

/** The offset at which the line of `offset` ends, before its line break. */
export function lineEndAt(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !LINE_BREAK.test(text[end]!)) end++;
  return end;
}

/** The offset of the line after the one of `offset`, or of the end of the text. */
export function nextLineAt(text: string, offset: number): number {
  const end = lineEndAt(text, offset);
  return text.startsWith("\r\n", end) ? end + 2 : Math.min(end + 1, text.length);
}

/** Whether only blanks stand between the beginning of the line and `offset`. */
export function beginsLine(text: string, offset: number): boolean {
  return skipBlanks(text, lineStartAt(text, offset)) >= offset;
}

/** The offset of the next character that is no blank; at the latest that of the line break. */
export function skipBlanks(text: string, offset: number): number {
  let next = offset;
  while (next < text.length && BLANK.test(text[next]!)) next++;
  return next;
}

/** The one-based number of the line of `offset`. */
export function lineNumberAt(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/).length;
}

/** The span without the white space and line breaks at its ends; undefined if nothing is left. */
export function trimmed(text: string, span: Span): Span | undefined {
  const content = text.slice(span.start, span.end);
  const start = span.start + content.length - content.trimStart().length;
  const end = span.start + content.trimEnd().length;
  return start < end ? { start, end } : undefined;
}

function blanked(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/g, " ");
}
