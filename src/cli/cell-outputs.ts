import { numberField, textField } from "../kernel/protocol/content";
import { listField, objectField, type JsonObject } from "./json";
import type { Output } from "./notebook-file";

/** A message of the kernel's iopub channel. */
export interface IopubMessage {
  readonly type: string;
  readonly content: JsonObject;
}

/** What a cell shows at one moment. */
export interface CellOutputs {
  readonly shown: readonly ShownOutput[];
  /** A `clear_output` that waits for the next output. */
  readonly clearPending: boolean;
}

/** An output with the display id under which it may be updated. */
export interface ShownOutput {
  readonly output: Output;
  readonly displayId?: string;
}

/** A cell before its first output. */
export const noOutputs: CellOutputs = { shown: [], clearPending: false };

/**
 * The outputs of all cells after a message that belongs to the cell at `index`. As nbclient does it: an update reaches every output of its
 * display id, in earlier cells too, and so does a new display under a known id. Streams that follow each other become one.
 */
export function applyMessage(cells: readonly CellOutputs[], index: number, { type, content }: IopubMessage): readonly CellOutputs[] {
  if (type === "update_display_data") return updateDisplays(cells, content);
  if (type === "clear_output")
    return replaceAt(cells, index, (cell) => (content["wait"] === true ? { ...cell, clearPending: true } : noOutputs));
  const output = outputOf(type, content);
  if (output === undefined) return cells;
  const updated = type === "display_data" ? updateDisplays(cells, content) : cells;
  return replaceAt(updated, index, (cell) => append(cell, output, displayIdOf(content)));
}

function append({ shown, clearPending }: CellOutputs, output: Output, displayId: string | undefined): CellOutputs {
  const before = clearPending ? [] : shown;
  const last = before.at(-1)?.output;
  if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
    return { shown: [...before.slice(0, -1), { output: { ...output, text: last.text + output.text } }], clearPending: false };
  }
  return { shown: [...before, { output, ...(displayId === undefined ? {} : { displayId }) }], clearPending: false };
}

function outputOf(type: string, content: JsonObject): Output | undefined {
  switch (type) {
    case "stream":
      return { output_type: type, name: textField(content, "name") ?? "stdout", text: textField(content, "text") ?? "" };
    case "display_data":
      return { output_type: type, ...bundleOf(content) };
    case "execute_result":
      return { output_type: type, ...bundleOf(content), execution_count: numberField(content, "execution_count") ?? null };
    case "error":
      return {
        output_type: type,
        ename: textField(content, "ename") ?? "",
        evalue: textField(content, "evalue") ?? "",
        traceback: listField(content, "traceback").map(String),
      };
    default:
      return undefined;
  }
}

function updateDisplays(cells: readonly CellOutputs[], content: JsonObject): readonly CellOutputs[] {
  const id = displayIdOf(content);
  const isMeant = ({ displayId }: ShownOutput) => id !== undefined && displayId === id;
  const bundle = bundleOf(content);
  return cells.map((cell) => {
    if (!cell.shown.some(isMeant)) return cell;
    return { ...cell, shown: cell.shown.map((entry) => (isMeant(entry) ? { ...entry, output: { ...entry.output, ...bundle } } : entry)) };
  });
}

function bundleOf(content: JsonObject): { readonly data: JsonObject; readonly metadata: JsonObject } {
  return { data: objectField(content, "data"), metadata: objectField(content, "metadata") };
}

function displayIdOf(content: JsonObject): string | undefined {
  return textField(objectField(content, "transient"), "display_id");
}

function replaceAt<T>(list: readonly T[], index: number, change: (item: T) => T): readonly T[] {
  return list.map((item, at) => (at === index ? change(item) : item));
}
