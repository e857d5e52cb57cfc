import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { OUTPUT_LIMIT_BYTES, OutputLimiter } from "../../src/engine/output-limiter";
import type { OutputEvent } from "../../src/model/child";

const out = (text: string): OutputEvent => ({ type: "stream", name: "stdout", text });
const err = (text: string): OutputEvent => ({ type: "stream", name: "stderr", text });
const display = (id: number): OutputEvent => ({
  type: "display",
  update: false,
  content: { data: { id }, metadata: {}, transient: {} },
});

function limit(events: readonly OutputEvent[], limitBytes?: number): OutputEvent[] {
  const shown: OutputEvent[] = [];
  const limiter = new OutputLimiter((event) => shown.push(event), limitBytes);
  for (const event of events) limiter.push(event);
  limiter.end();
  return shown;
}

const textOf = (events: readonly OutputEvent[]): string => events.map((event) => (event.type === "stream" ? event.text : "")).join("");
const LINE = /\n… ([\d,]+) bytes of output are left out here: of so much, only the beginning and the end are shown …\n/;

describe("OutputLimiter", () => {
  it("passes what is within the limit as it is, in order", () => {
    const events = [out("a"), err("b"), display(1), { type: "clear-output", wait: true } as const, out("c")];
    assert.deepEqual(limit(events), events);
  });

  it("passes exactly the limit whole, and one byte more with a line that says so", () => {
    const whole = "x".repeat(OUTPUT_LIMIT_BYTES);
    assert.equal(textOf(limit([out(whole)])), whole);
    const [head, line, tail] = limit([out(`${whole}y`)]);
    assert.deepEqual(head, out("x".repeat(OUTPUT_LIMIT_BYTES / 2)));
    assert.equal(line?.type === "stream" && LINE.exec(line.text)?.[1], "4");
    assert.deepEqual(tail, out(`${"x".repeat(OUTPUT_LIMIT_BYTES / 2 - 4)}y`));
  });

  it("shows the first half at once", () => {
    const shown: OutputEvent[] = [];
    const limiter = new OutputLimiter((event) => shown.push(event), 10);
    limiter.push(out("abc"));
    limiter.push(out("defg"));
    assert.deepEqual(shown, [out("abc"), out("de")]);
  });

  it("accounts for every byte, within the limit, and cuts no character", () => {
    const texts = fc.array(fc.tuple(fc.boolean(), fc.string({ unit: "grapheme", maxLength: 40 })), { maxLength: 60 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 8, max: 400 }), (pieces, limitBytes) => {
        const events = pieces.map(([isOut, text]) => (isOut ? out(text) : err(text)));
        const whole = textOf(events);
        const shown = textOf(limit(events, limitBytes));
        const leftOut = Number((LINE.exec(shown)?.[1] ?? "0").replaceAll(",", ""));
        const [head = "", tail = ""] = leftOut > 0 ? shown.split(LINE.exec(shown)?.[0] ?? "") : [shown];
        assert.equal(Buffer.byteLength(head) + leftOut + Buffer.byteLength(tail), Buffer.byteLength(whole));
        assert.ok(whole.startsWith(head) && whole.endsWith(tail));
        assert.ok(leftOut === 0 || Buffer.byteLength(head) + Buffer.byteLength(tail) <= limitBytes);
        assert.ok(leftOut === 0 || Buffer.byteLength(head) + Buffer.byteLength(tail) >= limitBytes - 7, "no more than needed");
        assert.equal(Buffer.from(shown).toString(), shown, "no half of a surrogate pair");
      }),
    );
  });

  it("keeps every display, in its place among the text that is kept", () => {
    const kinds = fc.array(fc.option(fc.integer({ min: 1, max: 30 })), { maxLength: 60 });
    fc.assert(
      fc.property(kinds, (lengths) => {
        let mark = 0;
        const events = lengths.map((length, index) => (length === null ? display(index) : out(letters(length, (mark += 1)))));
        const shown = limit(events, 300);
        const displays = (list: readonly OutputEvent[]): OutputEvent[] => list.filter((event) => event.type === "display");
        assert.deepEqual(displays(shown), displays(events));
        for (const each of displays(shown)) {
          const before = textOf(shown.slice(0, shown.indexOf(each))).replace(LINE, "");
          const after = textOf(shown.slice(shown.indexOf(each))).replace(LINE, "");
          const at = events.findIndex((event) => event === each);
          assert.ok(isSubsequence(before, textOf(events.slice(0, at))) && isSubsequence(after, textOf(events.slice(at))));
        }
      }),
    );
  });

  it("holds little of 100 MB, in whatever pieces it comes", () => {
    for (const size of [100, 65_536, 100_000_000]) {
      // A flat string: V8 makes one of a repeated string when it is first read, which would count here.
      const text = Buffer.alloc(size, "0123456789").toString();
      const shown: OutputEvent[] = [];
      const limiter = new OutputLimiter((event) => shown.push(event));
      const before = process.memoryUsage().rss;
      for (let printed = 0; printed < 100_000_000; printed += size) limiter.push(out(text));
      const grown = process.memoryUsage().rss - before;
      limiter.end();
      assert.ok(grown < 100_000_000, `${String(grown)} bytes more with pieces of ${String(size)}`);
      const shownBytes = Buffer.byteLength(textOf(shown).replace(LINE, ""));
      assert.ok(shownBytes <= OUTPUT_LIMIT_BYTES && shownBytes >= OUTPUT_LIMIT_BYTES - 3, String(shownBytes));
    }
  });

  it("does not hold displays without bound where there is little text among them", () => {
    const shown: OutputEvent[] = [];
    const limiter = new OutputLimiter((event) => shown.push(event), 1000);
    limiter.push(out("x".repeat(600)));
    for (let id = 0; id < 1000; id++) limiter.push(display(id));
    assert.ok(shown.filter((event) => event.type === "display").length > 985);
  });
});

/** A text of which no part equals a part of another. */
function letters(length: number, mark: number): string {
  return String.fromCharCode(0x4e00 + mark).repeat(length);
}

function isSubsequence(part: string, whole: string): boolean {
  let index = 0;
  for (const character of whole) if (character === part[index]) index++;
  return index === part.length;
}
