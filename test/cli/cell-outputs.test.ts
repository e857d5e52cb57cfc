import assert from "node:assert/strict";
import { test } from "node:test";
import { applyMessage, noOutputs, type CellOutputs, type IopubMessage } from "../../src/cli/cell-outputs";

const stream = (text: string, name = "stdout"): IopubMessage => ({ type: "stream", content: { name, text } });
const display = (text: string, id?: string): IopubMessage => ({
  type: "display_data",
  content: { data: { "text/plain": text }, metadata: {}, transient: { display_id: id } },
});
const update = (text: string, id: string): IopubMessage => ({
  type: "update_display_data",
  content: { data: { "text/plain": text }, metadata: { m: 1 }, transient: { display_id: id } },
});
const clear = (wait: boolean): IopubMessage => ({ type: "clear_output", content: { wait } });

/** What two cells show after messages to either of them: texts only. */
function shown(...messages: readonly (readonly [cell: number, message: IopubMessage])[]): readonly (readonly string[])[] {
  const cells = messages.reduce<readonly CellOutputs[]>(
    (before, [cell, message]) => applyMessage(before, cell, message),
    [noOutputs, noOutputs],
  );
  return cells.map((cell) => cell.shown.map(({ output }) => textOf(output)));
}

function textOf(output: CellOutputs["shown"][number]["output"]): string {
  if ("data" in output) return `${output.output_type} ${String(output.data["text/plain"])}`;
  return output.output_type === "stream" ? `${output.name} ${output.text}` : `${output.ename} ${output.evalue} ${output.traceback.join()}`;
}

test("streams that follow each other become one; another stream or a display parts them", () => {
  assert.deepEqual(
    shown([0, stream("a")], [0, stream("b\n")], [0, stream("c", "stderr")], [0, stream("d")], [0, display("x")], [0, stream("e")])[0],
    ["stdout ab\n", "stderr c", "stdout d", "display_data x", "stdout e"],
  );
});

test("results and errors", () => {
  const result: IopubMessage = { type: "execute_result", content: { execution_count: 3, data: { "text/plain": "1" }, metadata: {} } };
  const error: IopubMessage = { type: "error", content: { ename: "TypeError", evalue: "no", traceback: ["l1", "l2"] } };
  assert.deepEqual(shown([1, result], [1, error]), [[], ["execute_result 1", "TypeError no l1,l2"]]);
  assert.deepEqual(applyMessage([noOutputs], 0, result)[0]?.shown[0]?.output, {
    output_type: "execute_result",
    execution_count: 3,
    data: { "text/plain": "1" },
    metadata: {},
  });
});

test("an update changes every output of its id, in earlier cells too, and adds none", () => {
  assert.deepEqual(shown([0, display("1", "a")], [0, display("2", "a")], [1, display("other", "b")], [1, update("new", "a")]), [
    ["display_data new", "display_data new"],
    ["display_data other"],
  ]);
});

test("an update brings its metadata", () => {
  const cells = applyMessage(applyMessage([noOutputs], 0, display("1", "a")), 0, update("2", "a"));
  assert.deepEqual(cells[0]?.shown, [
    { output: { output_type: "display_data", data: { "text/plain": "2" }, metadata: { m: 1 } }, displayId: "a" },
  ]);
});

test("a new display under a known id updates the earlier ones", () => {
  assert.deepEqual(shown([0, display("1", "a")], [1, display("2", "a")]), [["display_data 2"], ["display_data 2"]]);
});

test("an update of an unknown id, and displays without an id, change nothing else", () => {
  assert.deepEqual(shown([0, display("1")], [0, display("2")], [0, update("x", "a")])[0], ["display_data 1", "display_data 2"]);
});

test("clear_output empties the cell at once, and its ids are forgotten", () => {
  assert.deepEqual(shown([0, display("1", "a")], [0, clear(false)], [0, update("2", "a")]), [[], []]);
});

test("clear_output that waits keeps the outputs until the next one", () => {
  assert.deepEqual(shown([0, stream("a")], [0, clear(true)])[0], ["stdout a"]);
  assert.deepEqual(shown([0, stream("a")], [0, clear(true)], [0, stream("b")], [0, stream("c")])[0], ["stdout bc"]);
});

test("a waiting clear_output is not set off by an update", () => {
  assert.deepEqual(shown([0, display("1", "a")], [0, clear(true)], [0, update("2", "a")])[0], ["display_data 2"]);
});

test("an immediate clear_output also ends the waiting one", () => {
  assert.deepEqual(shown([0, clear(true)], [0, clear(false)], [0, stream("a")], [0, display("x")])[0], ["stdout a", "display_data x"]);
});

test("messages that show nothing change nothing", () => {
  const cells = [noOutputs];
  assert.equal(applyMessage(cells, 0, { type: "status", content: { execution_state: "busy" } }), cells);
  assert.equal(applyMessage(cells, 0, { type: "execute_input", content: { code: "1" } }), cells);
});
