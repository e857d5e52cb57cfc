import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { V8Watch } from "../../src/measure/v8-watch";

const MIB = 2 ** 20;

/** Work of many kinds; each calls `look` now and then. */
const works: Readonly<Record<string, (look: () => void) => unknown>> = {
  "objects that stay": (look) =>
    Array.from({ length: 300_000 }, (_, index) => {
      if (index % 500 === 0) look();
      return { index, text: `number ${index}` };
    }),
  "objects that do not": (look) => {
    let sum = 0;
    for (let index = 0; index < 1_000_000; index++) {
      const made = { index, list: [index, `${index}`] };
      sum += made.list.length;
      if (index % 500 === 0) look();
    }
    return sum;
  },
  "texts, joined and flattened": (look) => {
    let text = "";
    let codes = 0;
    for (let index = 0; index < 200_000; index++) {
      text += String(index);
      if (index % 500 !== 0) continue;
      look();
      codes += text.charCodeAt(index);
    }
    return codes;
  },
  "arrays that shrink": (look) => {
    for (let index = 0; index < 200; index++) {
      const list = new Array<number>(100_000).fill(index);
      look();
      list.length = 10;
      list.splice(0, 5);
      look();
    }
  },
  "maps that are emptied": (look) => {
    const map = new Map<number, string>();
    for (let index = 0; index < 400_000; index++) {
      map.set(index, "x");
      if (index % 50_000 !== 49_999) continue;
      look();
      map.clear();
    }
    look();
  },
};

describe("V8Watch", () => {
  for (const [name, work] of Object.entries(works)) {
    it(`is never below what the heap was seen to be: ${name}`, () => {
      const watch = new V8Watch("heap");
      watch.prepare();
      let seenBytes = watch.begin();
      work(() => (seenBytes = Math.max(seenBytes, watch.read())));
      const peakBytes = watch.peakUntil(watch.read()) ?? NaN;
      assert.ok(peakBytes >= seenBytes, `${peakBytes} is below ${seenBytes}`);
      assert.ok(peakBytes < seenBytes + 32 * MIB, `${peakBytes} is far above ${seenBytes}`);
    });
  }

  it("sees external memory that a collection gave back", () => {
    const watch = new V8Watch("external");
    watch.prepare();
    const baselineBytes = watch.begin();
    for (let index = 0; index < 20; index++) new ArrayBuffer(40 * MIB);
    const grownBytes = (watch.peakUntil(watch.read()) ?? NaN) - baselineBytes;
    assert.ok(grownBytes >= 40 * MIB, String(grownBytes));
  });
});
