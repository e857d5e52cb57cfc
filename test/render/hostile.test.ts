import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFragment, type DefaultTreeAdapterMap } from "parse5";
import type { AnyResult } from "../../src/model/result";
import { renderLive } from "../../src/render/live";
import { renderResult } from "../../src/render/render";
import { assertOnlyOurs, elementsOf } from "./only-ours";
import {
  comparison,
  heap,
  HOSTILE,
  HOSTILE_TEXT,
  live,
  liveAtStart,
  memit,
  memitFresh,
  memitOfThree,
  sites,
  time,
  timeit,
} from "./samples";

type Node = DefaultTreeAdapterMap["node"];

/** What a program can put into a result. */
function hostileResults(text: string): AnyResult[] {
  const notes = [{ reason: text, text }];
  const outcomes = [{ kind: "threw", name: text, message: text, stack: text } as const, { kind: "killed", signal: text } as const];
  const partition = { ...heap.partition!, rows: heap.partition!.rows.map((row) => ({ ...row, kind: text })) };
  const named = Array.from({ length: 50 }, () => ({ name: text, bytes: 1, how: text }));
  const state = { copied: named, replayed: named };
  const instrument = { ...memit.instrument, node: text, v8: text, os: text, clock: text, flags: [text], transparentHugePages: text };
  return outcomes.flatMap((outcome) =>
    [
      memit,
      { ...memit, comparison: { ...comparison, variable: text, differences: [text] } },
      { ...memitFresh, state },
      timeit,
      { ...heap, partition },
      { ...heap, sites: { ...sites, rows: sites.rows.map((row) => ({ ...row, site: text })) } },
      time,
    ].map((result) => ({
      ...result,
      outcome,
      notes,
      instrument,
      code: text,
    })),
  );
}

test("hostile text makes no element, attribute, link or script", () => {
  for (const text of [...HOSTILE, HOSTILE_TEXT]) {
    for (const result of hostileResults(text)) assertOnlyOurs(String(renderResult(result)["text/html"]));
  }
});

test("harmless results have only our elements too, and an open check would see others", () => {
  for (const result of [memit, memitOfThree, timeit, heap, time]) assertOnlyOurs(String(renderResult(result)["text/html"]));
  for (const state of [live, liveAtStart]) assertOnlyOurs(String(renderLive(state)["text/html"]));
  for (const bad of [
    "<script></script>",
    `<div onclick="x"></div>`,
    `<div style="background: url(x)"></div>`,
    "<svg><a></a></svg>",
    "<!-- x -->",
    "<div>",
  ]) {
    assert.throws(() => assertOnlyOurs(bad), bad);
  }
});

test("hostile text is shown as text, in full where it is short", () => {
  const [script] = HOSTILE;
  for (const result of hostileResults(script)) {
    const tree = parseFragment(String(renderResult(result)["text/html"]));
    assert.ok(textOf(tree).includes(script));
  }
});

test("every result has a summary and is well-formed", () => {
  for (const result of [memit, memitOfThree, timeit, heap, time]) {
    const [root] = elementsOf(parseFragment(String(renderResult(result)["text/html"])));
    assert.deepEqual(
      root!.attrs.slice(0, 1).map(({ name, value }) => [name, value]),
      [["role", "figure"]],
    );
    assert.ok(root!.attrs.some(({ name, value }) => name === "aria-label" && value.length > 20));
  }
});

test("hostile text does not break lines, colour a terminal or turn the direction of plain text", () => {
  for (const text of [...HOSTILE, HOSTILE_TEXT]) {
    const harmless = hostileResults("x").map((result) => renderResult(result)["text/plain"].split("\n").length);
    const hostile = hostileResults(text).map((result) => renderResult(result)["text/plain"]);
    assert.deepEqual(
      hostile.map((plain) => plain.split("\n").length),
      harmless,
    );
    for (const plain of hostile) {
      assert.doesNotMatch(plain.replaceAll("\n", ""), /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      assert.equal(Buffer.from(plain).toString(), plain);
    }
  }
});

test("very long names give short lines", () => {
  const long = HOSTILE.at(-1)!;
  for (const result of hostileResults(long)) {
    for (const line of renderResult(result)["text/plain"].split("\n")) assert.ok(line.length <= 600, `${line.length} characters`);
    assert.ok(String(renderResult(result)["text/html"]).length < 40_000);
  }
});

function textOf(node: Node): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}
