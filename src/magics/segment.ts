import type { AnyMagic } from "./magic";
import type { WrittenOption } from "./option-parser";
import type { OptionValues } from "./options";
import type { Span } from "./span";

/** TypeScript that no magic measures. */
export interface CodeSegment {
  readonly kind: "code";
  readonly span: Span;
}

/** White space and comments between magics; nothing to run. */
export interface BlankSegment {
  readonly kind: "blank";
  readonly span: Span;
}

/** `%memit?`, `?%memit`, `%%memit?`: a question for the help. */
export interface HelpSegment {
  readonly kind: "help";
  readonly span: Span;
  readonly magic: AnyMagic;
  /** `%memit`, or `%%memit`. */
  readonly name: Span;
}

interface MagicSegmentBase {
  /** Everything, with the line break at the end. */
  readonly span: Span;
  readonly magic: AnyMagic;
  /** `%memit`, or `%%memit`. */
  readonly name: Span;
  readonly options: OptionValues;
  readonly written: readonly WrittenOption[];
}

/** `%memit -r 3 f()`. */
export interface LineMagicSegment extends MagicSegmentBase {
  readonly kind: "line-magic";
  /** `const r = `, up to the magic. */
  readonly assignment?: Span;
  /** The measured code; absent in a bare `%heap`. */
  readonly code?: Span;
}

/** `%%memit -r 3 setup` and the rest of the cell. */
export interface CellMagicSegment extends MagicSegmentBase {
  readonly kind: "cell-magic";
  readonly setup?: Span;
  readonly code: Span;
}

export type MagicSegment = LineMagicSegment | CellMagicSegment;

/** One piece of a cell. The segments of a cell lie in order, without gaps. */
export type Segment = CodeSegment | BlankSegment | HelpSegment | MagicSegment;
