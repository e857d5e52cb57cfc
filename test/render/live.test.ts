import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFragment, type DefaultTreeAdapterMap } from "parse5";
import { renderLive } from "../../src/render/live";
import { live, liveAtStart } from "./samples";

type Node = DefaultTreeAdapterMap["node"];

test("the live view has one shape from the first moment to the last", () => {
  const states = [liveAtStart, { ...liveAtStart, phase: "setup" } as const, live, { ...live, phase: "finishing", run: 5 } as const];
  const shapes = states.map((state) => shapeOf(parseFragment(String(renderLive(state)["text/html"]))));
  for (const shape of shapes) assert.deepEqual(shape, shapes[0]);
});

test("the live view says which run, and what it knows", () => {
  assert.equal(renderLive(live)["text/plain"], "running, run 2 of 5: elapsed: 3.2 s, RSS: 200.00 MiB, peak memory: 262.12 MiB");
  assert.equal(renderLive(liveAtStart)["text/plain"], "starting: elapsed: 1.0 s");
});

test("the live view is text first, then HTML, and no result", () => {
  assert.deepEqual(Object.keys(renderLive(live)), ["text/plain", "text/html"]);
});

test("ticks are not read out one by one", () => {
  assert.doesNotMatch(String(renderLive(live)["text/html"]), /aria-live|role="(status|alert|log)"/);
});

/** Elements with all that decides their size; what is drawn inside the fixed frame of the SVG does not. */
function shapeOf(node: Node): unknown {
  if (!("childNodes" in node)) return undefined;
  const sizes = "attrs" in node ? node.attrs.filter(({ name }) => name !== "aria-label").map(({ name, value }) => `${name}=${value}`) : [];
  const children = node.nodeName === "svg" ? [] : node.childNodes.map(shapeOf).filter((shape) => shape !== undefined);
  return [node.nodeName, sizes, children];
}
