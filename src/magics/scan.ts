/**
 * What TypeScript's own parser says of a piece of a cell: its tokens, with strings, templates, regular expressions and JSX text as they
 * really are, how deep each stands in brackets, and where the parser stumbled. The only file of this room that touches the compiler.
 */
import type * as TypeScript from "@tslab/typescript-for-tslab";
import type { Span } from "./span";

/** `break` is the end of a line outside of comments and literals. */
export type TokenKind = "percent" | "question" | "equals" | "open" | "close" | "break" | "other";

export interface Token extends Span {
  readonly kind: TokenKind;
  /** Of the innermost bracket that is open before the token; absent at the top level. */
  readonly bracketAt?: number;
}

/** A statement of the top level. */
export interface Statement extends Span {
  /** The end of the token before it. */
  readonly fullStart: number;
  /** A statement that can end in `= value`. */
  readonly assigns: boolean;
}

export interface Scan {
  readonly tokens: readonly Token[];
  readonly statements: readonly Statement[];
  /** Offsets of the parser's complaints. */
  readonly problems: readonly number[];
}

export type Language = "typescript" | "javascript";

/**
 * Reads the text from `from` on, as the beginning of a module. Never fails: for text that the parser itself cannot take, such as brackets
 * ten thousand deep, there are no tokens.
 */
export function scan(text: string, from: number, language: Language): Scan {
  try {
    const file = parse(text.slice(from), language);
    return {
      tokens: tokensOf(file, from),
      statements: file.statements.map((statement) => statementOf(statement, file, from)),
      problems: file.parseDiagnostics.map(({ start }) => start + from),
    };
  } catch (error) {
    // The parser and the walk below recurse; the kernel's conversion of the same text meets the same limit and reports it.
    if (error instanceof RangeError) return { tokens: [], statements: [], problems: [] };
    throw error;
  }
}

interface ParsedFile extends TypeScript.SourceFile {
  /** Not in the public types of TypeScript; there since 1.0. */
  readonly parseDiagnostics: readonly { readonly start: number }[];
}

/** The compiler of tslab, which the kernel has loaded anyway. Loading it takes 0.3 s, so it is not done before the first need; not kept here, as a child drops it. */
function typescript(): typeof TypeScript {
  return require("@tslab/typescript-for-tslab") as typeof TypeScript;
}

function parse(text: string, language: Language): ParsedFile {
  const ts = typescript();
  const options: TypeScript.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.ESNext,
    // A cell is a module, whether it has an import or not: `await` is an operator at its top level.
    setExternalModuleIndicator: (file) => Object.assign(file, { externalModuleIndicator: true }),
  };
  const kind = language === "javascript" ? ts.ScriptKind.JS : ts.ScriptKind.TS;
  return ts.createSourceFile("cell", text, options, true, kind) as ParsedFile;
}

function statementOf(statement: TypeScript.Statement, file: ParsedFile, from: number): Statement {
  const ts = typescript();
  return {
    fullStart: statement.pos + from,
    start: statement.getStart(file) + from,
    end: statement.end + from,
    assigns: ts.isVariableStatement(statement) || ts.isExpressionStatement(statement),
  };
}

/** Runs TypeScript's scanner, which by itself cannot tell a regular expression from a division, over what is not a literal of the parser. */
function tokensOf(file: ParsedFile, from: number): readonly Token[] {
  const ts = typescript();
  const literals = literalsOf(file);
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, false, file.languageVariant, file.text);
  const tokens: Token[] = [];
  const brackets: number[] = [];
  let at = 0;
  const add = (kind: TokenKind, start: number, end: number): void => {
    if (kind === "close") brackets.pop();
    const bracketAt = brackets.at(-1);
    tokens.push({ kind, start: start + from, end: end + from, ...(bracketAt !== undefined && { bracketAt }) });
    if (kind === "open") brackets.push(start + from);
    at = end;
  };
  while (at < file.text.length) {
    const literal = literals.get(at);
    if (literal) {
      if (literal.closes) add("close", at, at);
      add("other", at, literal.end);
      if (literal.opens) add("open", at, at);
      continue;
    }
    scanner.setTextPos(at);
    const token = scanner.scan();
    const start = scanner.getTokenPos();
    // The scanner passes over the line breaks U+2028 and U+2029 without a token.
    if (start > at) add("break", at, start);
    const kind = kindOf(token);
    if (kind) add(kind, start, scanner.getTextPos());
    at = scanner.getTextPos();
  }
  return tokens;
}

interface Literal {
  readonly end: number;
  /** `${` ends it. */
  readonly opens: boolean;
  /** `}` begins it. */
  readonly closes: boolean;
}

function literalsOf(file: ParsedFile): ReadonlyMap<number, Literal> {
  const ts = typescript();
  const literals = new Map<number, Literal>();
  const visit = (node: TypeScript.Node): void => {
    if (isLiteral(node)) {
      const opens = ts.isTemplateHead(node) || ts.isTemplateMiddle(node);
      const closes = ts.isTemplateTail(node) || ts.isTemplateMiddle(node);
      const start = ts.isJsxText(node) ? node.pos : node.getStart(file);
      if (start < node.end) literals.set(start, { end: node.end, opens, closes });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return literals;
}

function isLiteral(node: TypeScript.Node): boolean {
  const ts = typescript();
  return (
    ts.isStringLiteralLike(node) ||
    ts.isRegularExpressionLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isJsxText(node)
  );
}

function kindOf(token: TypeScript.SyntaxKind): TokenKind | undefined {
  const { SyntaxKind } = typescript();
  switch (token) {
    case SyntaxKind.PercentToken:
      return "percent";
    case SyntaxKind.QuestionToken:
    case SyntaxKind.QuestionQuestionToken:
      return "question";
    case SyntaxKind.EqualsToken:
      return "equals";
    case SyntaxKind.OpenParenToken:
    case SyntaxKind.OpenBracketToken:
    case SyntaxKind.OpenBraceToken:
    case SyntaxKind.TemplateHead:
      return "open";
    case SyntaxKind.CloseParenToken:
    case SyntaxKind.CloseBracketToken:
    case SyntaxKind.CloseBraceToken:
      return "close";
    case SyntaxKind.NewLineTrivia:
      return "break";
    case SyntaxKind.EndOfFileToken:
    case SyntaxKind.WhitespaceTrivia:
    case SyntaxKind.SingleLineCommentTrivia:
    case SyntaxKind.MultiLineCommentTrivia:
    case SyntaxKind.ShebangTrivia:
    case SyntaxKind.ConflictMarkerTrivia:
      return undefined;
    default:
      return "other";
  }
}
