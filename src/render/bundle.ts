import { resultMimeType, type MimeBundle } from "../model/mime";
import type { AnyResult } from "../model/result";

/** A result in its three representations: text first, then HTML, then the result itself as data. */
export function bundle(result: AnyResult, text: string, html: string): MimeBundle {
  return { "text/plain": text, "text/html": html, [resultMimeType(result.kind)]: result };
}
