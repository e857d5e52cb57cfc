import { intact } from "./intact";

/** Characters of a hash. */
export const hashLength = 11;

/** 53 bits of hash (cyrb53): against accidents, not against somebody who wants two texts of one hash. */
export function hash(text: string): string {
  const [high, low] = halves(text, 0, text.length);
  return show(high, low);
}

/**
 * The hash of a text's lines in whatever order they stand, where a question mark and a number is as good as any other. Makes no other text:
 * a thousand objects are hashed in a child just before it is measured.
 */
export function hashLines(text: string): string {
  let high = 0;
  let low = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const [lineHigh, lineLow] = halves(text, start, end);
    high = (high + lineHigh) | 0;
    low = (low + lineLow) | 0;
    start = end + 1;
  }
  return show(high, low);
}

function halves(text: string, start: number, end: number): readonly [high: number, low: number] {
  const { imul } = intact;
  let first = 0xdeadbeef;
  let second = 0x41c6ce57;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    first = imul(first ^ code, 2654435761);
    second = imul(second ^ code, 1597334677);
    if (code === questionMark) while (isDigit(text.charCodeAt(i + 1))) i++;
  }
  first = imul(first ^ (first >>> 16), 2246822507) ^ imul(second ^ (second >>> 13), 3266489909);
  second = imul(second ^ (second >>> 16), 2246822507) ^ imul(first ^ (first >>> 13), 3266489909);
  return [second, first];
}

const questionMark = 63;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function show(high: number, low: number): string {
  return (4294967296 * (2097151 & high) + (low >>> 0)).toString(36).padStart(hashLength, "0");
}
