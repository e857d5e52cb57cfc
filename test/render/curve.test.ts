import assert from "node:assert/strict";
import { test } from "node:test";
import { drawCurve, isDrawable } from "../../src/render/curve";
import { curve, run } from "./samples";

const MIB = 2 ** 20;
const data = { ...curve, baselineBytes: run.baselineBytes!, peakBytes: run.peakBytes!, endNs: run.wallNs! };

test("the curve is described in words", () => {
  assert.match(drawCurve(data).markup, /role="img"\s+aria-label="RSS over 312 ms: peak 262\.12 MiB, baseline 71\.39 MiB"/);
});

test("axes, baseline and peak are labelled", () => {
  const labels = [...drawCurve(data).markup.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, label]) => label);
  assert.deepEqual(labels, ["100 MiB", "200 MiB", "0 ms", "100 ms", "200 ms", "300 ms", "peak 262.12 MiB", "baseline 71.39 MiB"]);
});

test("the exact peak is marked where it is, above the highest sample", () => {
  const markup = drawCurve({ ...data, peakBytes: 400 * MIB }).markup;
  const peakY = Number(/M62 ([\d.]+)H482" stroke="currentColor" stroke-opacity="0.5" stroke-dasharray="2 3"/.exec(markup)?.[1]);
  const sampleY = Number(/<circle cx="[\d.]+" cy="([\d.]+)"/.exec(markup)?.[1]);
  assert.ok(peakY < sampleY, `${peakY} < ${sampleY}`);
});

test("labels of a peak beside the baseline do not overlap", () => {
  const flat = { tNs: [0, 1e6], rssBytes: [100 * MIB, 100 * MIB], baselineBytes: 100 * MIB, peakBytes: 100 * MIB + 4096 };
  const ys = [...drawCurve(flat).markup.matchAll(/<text x="490" y="([\d.]+)"/g)].map(([, y]) => Number(y));
  assert.equal(ys.length, 2);
  assert.ok(ys[1]! - ys[0]! >= 13);
});

test("everything drawn lies within the picture, however odd the numbers", () => {
  const cases = [
    { tNs: [0, 0], rssBytes: [0, 0] },
    { tNs: [-5, 1e15], rssBytes: [1, 2 ** 50] },
    { tNs: [0, 1, 2], rssBytes: [5, 5] },
    { tNs: [0, 1e9], rssBytes: [50 * MIB, 51 * MIB], baselineBytes: 10 * MIB, peakBytes: 40 * MIB, endNs: 5e8 },
  ];
  for (const odd of cases) {
    const markup = drawCurve(odd).markup;
    assert.doesNotMatch(markup, /NaN|Infinity|undefined/);
    for (const [, path] of markup.matchAll(/<path d="M([^"]*)" stroke="#1e88e5"/g)) {
      for (const point of path!.split("L")) {
        const [x, y] = point.split(" ").map(Number);
        assert.ok(x! >= 62 && x! <= 482 && y! >= 12 && y! <= 126, point);
      }
    }
  }
});

test("fewer than two samples are no curve, and the frame keeps its size", () => {
  assert.equal(isDrawable({ tNs: [], rssBytes: [] }), false);
  assert.equal(isDrawable({ tNs: [0], rssBytes: [1] }), false);
  assert.equal(isDrawable({ tNs: [0, 1], rssBytes: [1, 1] }), true);
  assert.match(drawCurve({ tNs: [], rssBytes: [] }).markup, /width="620"\s+height="150"/);
});
