import assert from "node:assert/strict";
import { test } from "node:test";
import { outputText } from "../../src/cli/output-text";

test("a text ends with one line break", () => {
  assert.equal(outputText({ output_type: "stream", name: "stdout", text: "a\n" }, false), "a\n");
  assert.equal(outputText({ output_type: "stream", name: "stdout", text: "a" }, false), "a\n");
  assert.equal(outputText({ output_type: "stream", name: "stdout", text: "" }, false), "");
});

test("a display is its plain text, or else says what it is", () => {
  assert.equal(outputText({ output_type: "display_data", data: { "text/html": "<b>", "text/plain": "x" }, metadata: {} }, false), "x\n");
  assert.equal(
    outputText({ output_type: "display_data", data: { "image/png": "…", "text/html": "<b>" }, metadata: {} }, false),
    "<image/png, text/html>\n",
  );
});

test("an error is its traceback, or its message where it has none", () => {
  assert.equal(outputText({ output_type: "error", ename: "E", evalue: "v", traceback: ["E: v", "  at x"] }, false), "E: v\n  at x\n");
  assert.equal(outputText({ output_type: "error", ename: "E", evalue: "v", traceback: [] }, false), "E: v\n");
});

test("colours are kept for a terminal only", () => {
  const red = { output_type: "stream", name: "stderr", text: "\u001b[31mred\u001b[0m\n" } as const;
  assert.equal(outputText(red, false), "red\n");
  assert.equal(outputText(red, true), red.text);
});
