import assert from "node:assert/strict";
import { test } from "node:test";
import type { MimeBundle } from "../../src/model/mime";
import { renderLive } from "../../src/render/live";
import { renderSweep } from "../../src/render/sweep";
import { pictureOf } from "../../src/render/sweep-picture";
import { PLOTLY_MIME_TYPE } from "../../src/render/sweep-plotly";
import { drawSweep } from "../../src/render/sweep-svg";
import { checkGolden } from "./golden";
import { HOSTILE_TEXT, live } from "./samples";
import { sweepSamples } from "./sweep-samples";

for (const [name, sample] of Object.entries(sweepSamples)) {
  test(`a sweep as text: ${name}`, async () => {
    checkGolden(`sweep-${name}.txt`, renderSweep(await sample())["text/plain"]);
  });
  test(`a sweep as a page: ${name}`, async () => {
    checkGolden(`sweep-${name}.html`, renderSweep(await sample())["text/html"] as string);
  });
}

async function renderOngoing(): Promise<MimeBundle> {
  const result = await sweepSamples.plain();
  const sweep = { result, values: { chunk: 27_000 }, phase: "sizes", leftNs: 12e9 } as const;
  return renderLive({ ...live, run: 12, runs: 27, sweep });
}

test("a sweep that goes on, as text", async () => {
  checkGolden("sweep-live.txt", (await renderOngoing())["text/plain"]);
  const first = renderLive({ ...live, run: 1, runs: 27, sweep: { values: { chunk: 1000 }, phase: "sizes" } });
  assert.match(first["text/plain"], /^run 1 of up to 27, chunk = 1,000: elapsed: /);
});

test("a sweep that goes on, as a page", async () => {
  checkGolden("sweep-live.html", (await renderOngoing())["text/html"] as string);
});

test("the picture stays small", async () => {
  for (const sample of Object.values(sweepSamples)) {
    const result = await sample();
    if (result.points.length < 2) continue;
    assert.ok(drawSweep(pictureOf(result)).markup.length < 20_000);
  }
});

test("what a user wrote stays text in the picture, also for plotly.js", async () => {
  const result = await sweepSamples.budget();
  const expected = { ...result.expected!, text: HOSTILE_TEXT };
  const bundle = renderSweep({
    ...result,
    expected,
    variable: "<b onload=x>",
    comparison: { other: result, variable: "<img src=x onerror=y>" },
  });
  const html = bundle["text/html"] as string;
  for (const tag of ["<b onload", "<img", "<script"]) assert.ok(!html.includes(tag), tag);
  const plotly = JSON.stringify(bundle[PLOTLY_MIME_TYPE]);
  for (const tag of ["<b onload", "<img", "<script"]) assert.ok(!plotly.includes(tag), tag);
});
