/** A value, or why the text is none: the rest of a sentence that begins with the option, such as "must be a whole number". */
export type Parsed<Value> = { readonly value: Value } | { readonly problem: string };

const BYTE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

// Words that TypeScript takes for something else than the name of a variable in a module.
const RESERVED = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if " +
    "implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof " +
    "var void while with yield"
  ).split(" "),
);

/** `200MiB`, `1.5GB`, `512`: a number of bytes, with a unit if wanted; NaN for anything else. */
export function parseBytes(text: string): number {
  const [, amount, unit = ""] = /^(\d+\.?\d*|\.\d+) ?([a-z]*)$/i.exec(text) ?? [];
  const size = BYTE_UNITS[unit.toLowerCase()];
  return amount === undefined || size === undefined ? NaN : Math.round(Number(amount) * size);
}

/** The name of a variable. */
export function parseName(text: string): Parsed<string> {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(text)) return { problem: "must be the name of a variable" };
  return RESERVED.has(text) ? { problem: `must be the name of a variable, and ${text} is a reserved word` } : { value: text };
}
