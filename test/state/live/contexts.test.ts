import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, readLayout } from "../../../src/state/live/contexts";
import { withNatives } from "../../../src/state/live/natives";
import { inCell } from "../cell";

const skip = process.platform === "linux" ? false : "V8's print is read through descriptors";
const chainsOf = (functions: readonly object[]): readonly (readonly Context[])[] =>
  withNatives((natives) => readLayout(functions, [], natives))!.chains;

test("two closures of one scope have its address; of two equal scopes, each its own", { skip }, () => {
  const make = inCell<() => (() => unknown)[]>("() => { let n = 1; return [() => ++n, () => n]; }");
  const [a, b] = make();
  const [c] = make();
  const [ofA, ofB, ofC] = chainsOf([a!, b!, c!]);
  assert.equal(ofA![0]!.address, ofB![0]!.address);
  assert.notEqual(ofA![0]!.address, ofC![0]!.address);
});

test("all scopes are listed, and shared ones outside of different ones", { skip }, () => {
  const [a, b] = inCell<(() => unknown)[]>("(() => { let n = 1; return [1, 2].map((m) => () => [n, m]); })()");
  const [ofA, ofB] = chainsOf([a!, b!]);
  assert.equal(ofA!.length, 2);
  assert.notEqual(ofA![0]!.address, ofB![0]!.address);
  assert.equal(ofA![1]!.address, ofB![1]!.address);
});

test("a variable whose declaration has not run is seen", { skip }, () => {
  const early = inCell<{ fn: () => unknown }>(
    "(() => { const box = { fn: () => late }; try { (() => { throw 1; })(); const late = 1; } catch {} { box.fn = () => later; if (box) return box; let later = 1; } return box; })()",
  );
  const settled = inCell<() => unknown>("(() => { const done = 1; return () => done; })()");
  const [ofEarly, ofSettled] = chainsOf([early.fn, settled]);
  assert.match(ofEarly![0]!.slots.get("later")?.name ?? "", /^the_hole/);
  assert.doesNotMatch(ofSettled![0]!.slots.get("done")?.name ?? "", /^the_hole/);
});
