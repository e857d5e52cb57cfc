/** Characters that do something instead of being seen: control characters, line breaks, changes of direction, halves of surrogate pairs. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u{FEFF}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text of a user's program as one line that is safe in plain text: what a terminal or a page would act on (ANSI escapes, line
 * breaks, right-to-left overrides) is shown as its escape, `\x1b[31m`. Says nothing of HTML; see html.ts.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => SHORT_ESCAPES[character] ?? escapeOf(character));
}

/** {@link visible} text of at most `max` characters: the middle of a longer one gives way to `…`. */
export function visibleWithin(text: string, max: number): string {
  // Only the ends of a very long name are read; the joint between them falls in the part that is left out.
  const ends = text.length > 4 * max ? `${text.slice(0, 2 * max)}${text.slice(-2 * max)}` : text;
  const shown = Array.from(visible(ends));
  if (shown.length <= max) return shown.join("");
  const head = Math.ceil((max - 1) / 2);
  return `${shown.slice(0, head).join("")}…${shown.slice(shown.length - (max - 1 - head)).join("")}`;
}

function escapeOf(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
