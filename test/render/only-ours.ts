import assert from "node:assert/strict";
import { parseFragment, type DefaultTreeAdapterMap } from "parse5";

type Node = DefaultTreeAdapterMap["node"];
type Element = DefaultTreeAdapterMap["element"];

const ELEMENTS = new Set("div span strong p ul li details summary table thead tbody tr th td svg path text circle".split(" "));
const ATTRIBUTES = new Set(
  (
    "role aria-label style align width height viewBox d x y cx cy r fill fill-opacity stroke stroke-opacity stroke-width stroke-linejoin " +
    "stroke-dasharray text-anchor font-size"
  ).split(" "),
);

/** Nothing in the markup but what we put there: known elements and attributes, all closed, no comment, no reference to elsewhere. */
export function assertOnlyOurs(markup: string): void {
  const errors: string[] = [];
  const tree = parseFragment(markup, { sourceCodeLocationInfo: true, onParseError: ({ code }) => errors.push(code) });
  assert.deepEqual(errors, []);
  assert.deepEqual(commentsOf(tree), []);
  for (const element of elementsOf(tree)) {
    assert.ok(ELEMENTS.has(element.tagName), `<${element.tagName}>`);
    assert.ok(
      element.sourceCodeLocation?.endTag !== undefined || markup.slice(0, element.sourceCodeLocation?.endOffset).endsWith("/>"),
      `<${element.tagName}> is open`,
    );
    for (const { name, value } of element.attrs) {
      assert.ok(ATTRIBUTES.has(name), `${element.tagName} ${name}`);
      if (name !== "aria-label") assert.doesNotMatch(value, /url|expression|javascript|@import|[<>\\]/i);
    }
  }
}

/** All elements below a node, and itself. */
export function elementsOf(node: Node): Element[] {
  const own = "tagName" in node ? [node] : [];
  return [...own, ...("childNodes" in node ? node.childNodes.flatMap(elementsOf) : [])];
}

function commentsOf(node: Node): Node[] {
  return node.nodeName === "#comment" ? [node] : "childNodes" in node ? node.childNodes.flatMap(commentsOf) : [];
}
