type Token = "*" | ((character: string) => boolean);

/**
 * Whether a whole text matches a glob, as in SQLite's GLOB (which IPython's history search uses): `*`, `?`, `[a-z]`, `[^a-z]`.
 * An unclosed `[` stands for itself. Only the last `*` is ever tried again, so the time is at most the product of both lengths.
 */
export function matchesGlob(text: string, glob: string): boolean {
  const characters = Array.from(text);
  const tokens = parseGlob(glob);
  let token = 0;
  let retry: { readonly token: number; character: number } | undefined;
  for (let character = 0; character < characters.length;) {
    const current = tokens[token];
    if (current === "*") {
      retry = { token: ++token, character };
    } else if (current?.(characters[character]!) === true) {
      token++;
      character++;
    } else if (retry !== undefined) {
      token = retry.token;
      character = ++retry.character;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === "*");
}

function parseGlob(glob: string): Token[] {
  return Array.from(glob.matchAll(/\[(\^?)(\]?[^\]]*)\]|[^]/gu), ([token, not, set]) => {
    if (set !== undefined) return oneOf(Array.from(set), not !== "^");
    if (token === "*") return token;
    return token === "?" ? () => true : (character) => character === token;
  });
}

function oneOf(set: readonly string[], wanted: boolean): (character: string) => boolean {
  const ranges: [from: string, to: string][] = [];
  for (let index = 0; index < set.length; index++) {
    const from = set[index]!;
    const to = set[index + 1] === "-" ? set[index + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) index += 2;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) === wanted;
}
