import type { ResultKind } from "./result";

/** One output in several representations. Plain text is mandatory, and comes first. */
export type MimeBundle = { readonly "text/plain": string } & Readonly<Record<string, unknown>>;

/** The MIME type under which a result travels as data, e.g. `application/vnd.tslab-magics.memit+json`. */
export function resultMimeType(kind: ResultKind): string {
  return `application/vnd.tslab-magics.${kind}+json`;
}
