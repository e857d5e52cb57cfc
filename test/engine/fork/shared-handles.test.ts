import assert from "node:assert/strict";
import { test } from "node:test";
import type { SharedDescriptors } from "../../../src/engine/fork/descriptors";
import { sharedHandles } from "../../../src/engine/fork/shared-handles";
import { inKernel } from "./kernel-process";

const none: SharedDescriptors = { sockets: [9], eventCounters: [8], files: [7], connections: [], written: [] };

test("a notebook that holds nothing of the kind gets no note", () => {
  assert.deepEqual(sharedHandles(none), []);
});

test("connections and files are named, the first five of them", () => {
  assert.deepEqual(sharedHandles({ ...none, connections: [9], written: ["/a"] }), [
    {
      reason: "shared-handles",
      text: "1 connection of the notebook: cut off in the measured cell; /a, open for writing in the notebook: what the measured cell writes stays written",
    },
  ]);
  const [note] = sharedHandles({ ...none, written: ["/a", "/b", "/c", "/d", "/e", "/f", "/g"] });
  assert.match(note?.text ?? "", /^\/a, \/b, \/c, \/d, \/e, 2 more, open for writing/);
});

test("a real notebook's connection, written file and named pipe are found; its server and read file are not", async () => {
  assert.deepEqual(await inKernel("engine", "sharedNotes"), {
    before: [],
    during: [
      "2 connections of the notebook: cut off in the measured cell; <folder>/fifo, <folder>/written, open for writing in the notebook: what the measured cell writes stays written",
    ],
  });
});
