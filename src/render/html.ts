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

/** What may stand in a template: markup, text and numbers (escaped); `undefined` is nothing, so that absent parts need no special case. */
export type HtmlPart = Html | string | number | undefined | readonly (Html | undefined)[];

/**
 * Makes markup, in HTML and in SVG. The literal parts are ours; every value is escaped unless it is markup already, both in text
 * and in attributes, which must stand in double quotes. Characters that act instead of being seen are shown as escapes.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(literals.reduce((markup, literal, index) => `${markup}${markupOf(parts[index - 1])}${literal}`));
}

function markupOf(part: HtmlPart): string {
  if (part === undefined) return "";
  if (typeof part === "string" || typeof part === "number") return escapeHtml(visible(String(part)));
  return "markup" in part ? part.markup : part.map(markupOf).join("");
}
