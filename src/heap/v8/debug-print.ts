/** What V8 says of an object's hidden class. */
export interface Layout {
  /** V8's name of its instance type, such as `JS_OBJECT_TYPE`: the same as in the object statistics. */
  readonly type: string;
  readonly instanceBytes: number;
}

/**
 * Reads the layout from what `%DebugPrint` printed of an object. The print also shows the object's own strings, which may imitate anything; so
 * the map's part is found by its address, which stands at the top, before them. Undefined where the text is not of the known form.
 */
export function parseDebugPrint(text: string): Layout | undefined {
  // The address is padded with zeros only at the top.
  const address = /^DebugPrint: 0x[\da-f]+: \[[^\n]*\n - map: 0x0*([\da-f]+) <Map/.exec(text)?.[1];
  if (address === undefined) return undefined;
  const map = text.slice(text.indexOf(`\n0x${address}: [Map]`) + 1);
  const [, type, bytes] = /^0x[\da-f]+: \[Map\][^\n]*\n(?: - map: [^\n]*\n)? - type: ([^\n]+)\n - instance size: (\d+)\n/.exec(map) ?? [];
  return type === undefined || bytes === undefined ? undefined : { type: nameInStatistics(type), instanceBytes: Number(bytes) };
}

/** Objects of Node's native classes are `[api object] <number>` in print. */
function nameInStatistics(type: string): string {
  return type.startsWith("[api object]") ? "JS_API_OBJECT_TYPE" : type;
}
