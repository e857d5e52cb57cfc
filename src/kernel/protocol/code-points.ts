/** The UTF-16 offset of the `codePoints`-th code point, at most the text's length. Jupyter counts code points, JavaScript UTF-16 units. */
export function toUtf16Offset(text: string, codePoints: number): number {
  let offset = 0;
  for (let count = 0; count < codePoints && offset < text.length; count++) offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  return offset;
}

/** How many code points lie before a UTF-16 offset. */
export function toCodePoints(text: string, utf16Offset: number): number {
  return Array.from(text.slice(0, utf16Offset)).length;
}
