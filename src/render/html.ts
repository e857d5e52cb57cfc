import escapeHtml from "escape-html";
import { visible } from "./visible";

/** Markup that is safe to put in a page. Only {@link html} makes it, so text cannot become markup by mistake. */
class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  get markup(): string {
    return this.#markup;
  }
}

export type { Html };

/**
 * What may stand in a template: markup, text and numbers (escaped). `undefined` is nothing, so that absent parts need no special case;
 * the items of a list take a line each.
 */
export type HtmlPart = Html | string | number | undefined | readonly (Html | undefined)[];

/**
 * Makes markup, in HTML and in SVG. The literal parts are ours; every value is escaped unless it is markup already, both in text
 * and in attributes, which must stand in double quotes. Characters that act instead of being seen are shown as escapes.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(literals.map((literal, index) => `${withoutIndent(literal)}${markupOf(parts[index])}`).join(""));
}

function markupOf(part: HtmlPart): string {
  if (part === undefined) return "";
  // By class and not by shape: data that merely looks like markup came from a program.
  if (part instanceof Html) return part.markup;
  if (typeof part === "string" || typeof part === "number") return escapeHtml(visible(String(part)));
  return part
    .filter((item) => item !== undefined)
    .map(markupOf)
    .join("\n");
}

/** The source's indentation is of no use to a page, and results are saved in notebooks. */
function withoutIndent(literal: string): string {
  return literal.replace(/\n\s*/g, "\n");
}
