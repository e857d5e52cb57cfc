import { numberField, textField } from "../kernel/protocol/content";
import { isJsonObject, listField, objectField, type JsonObject } from "./json";
import { UsageError } from "./usage-error";

/** An output of a code cell, in nbformat's fields, with whole strings. */
export type Output =
  | { readonly output_type: "stream"; readonly name: string; readonly text: string }
  | { readonly output_type: "display_data"; readonly data: JsonObject; readonly metadata: JsonObject }
  | {
      readonly output_type: "execute_result";
      readonly data: JsonObject;
      readonly metadata: JsonObject;
      readonly execution_count: number | null;
    }
  | { readonly output_type: "error"; readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };

/** A cell of a notebook file. */
export interface NotebookCell {
  readonly isCode: boolean;
  readonly source: string;
  readonly tags: readonly string[];
  /** All fields as they stand in the file. */
  readonly fields: JsonObject;
}

/** A notebook file of nbformat 4. */
export interface Notebook {
  readonly cells: readonly NotebookCell[];
  /** Lower-case name of the language, as far as the file says it. */
  readonly language?: string;
  /** All fields as they stand in the file. */
  readonly fields: JsonObject;
}

/** What an execution adds to a code cell. */
export interface ExecutedCell {
  readonly executionCount: number | null;
  readonly outputs: readonly Output[];
}

/** Reads a notebook file's text. Throws {@link UsageError} with one line when it is no notebook of nbformat 4. */
export function parseNotebook(text: string, fileName: string): Notebook {
  const unreadable = (why: string) => new UsageError(`${fileName} is not a notebook that can be run: ${why}.`);
  const fields = parseJson(text);
  if (!isJsonObject(fields)) throw unreadable("it is not a JSON object");
  if (fields["nbformat"] !== 4) throw unreadable(`its nbformat is ${JSON.stringify(fields["nbformat"])}, not 4`);
  if (!Array.isArray(fields["cells"])) throw unreadable("it has no list of cells");
  const cells = (fields["cells"] as readonly unknown[]).map((cell, index) => {
    const parsed = parseCell(cell);
    if (parsed === undefined) throw unreadable(`its cell ${String(index + 1)} has no cell_type or no source`);
    return parsed;
  });
  const language = languageOf(objectField(fields, "metadata"));
  return { cells, fields, ...(language === undefined ? {} : { language }) };
}

/**
 * The text of the executed notebook: nbformat 4.5, written as Python's nbformat writes it (sorted keys, an indent of one, texts as lists of lines).
 * `executed` holds, by the cell's index, what was run; cells that were not run lose their old outputs.
 */
export function formatNotebook(notebook: Notebook, executed: ReadonlyMap<number, ExecutedCell>, kernelspec: JsonObject): string {
  const ids = cellIds(notebook.cells);
  const cells = notebook.cells.map((cell, index) => formatCell(cell, ids[index] ?? "", executed.get(index)));
  const metadata = { kernelspec, ...objectField(notebook.fields, "metadata") };
  const minor = Math.max(5, numberField(notebook.fields, "nbformat_minor") ?? 5);
  const fields = { ...notebook.fields, cells, metadata, nbformat_minor: minor };
  return `${JSON.stringify(sortKeys(fields), undefined, 1)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function parseCell(fields: unknown): NotebookCell | undefined {
  if (!isJsonObject(fields)) return undefined;
  const type = textField(fields, "cell_type");
  const source = joinLines(fields["source"]);
  if (type === undefined || source === undefined) return undefined;
  const tags = listField(objectField(fields, "metadata"), "tags").filter((tag) => typeof tag === "string");
  return { isCode: type === "code", source, tags, fields };
}

function languageOf(metadata: JsonObject): string | undefined {
  const name = textField(objectField(metadata, "kernelspec"), "language") ?? textField(objectField(metadata, "language_info"), "name");
  return name?.toLowerCase();
}

/** Texts may be one string or a list of lines. */
function joinLines(text: unknown): string | undefined {
  if (typeof text === "string") return text;
  return Array.isArray(text) && text.every((line) => typeof line === "string") ? text.join("") : undefined;
}

function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function formatCell({ isCode, source, fields }: NotebookCell, id: string, executed: ExecutedCell | undefined): JsonObject {
  const common = { metadata: {}, ...fields, id, source: splitLines(source) };
  if (!isCode) return common;
  return { ...common, execution_count: executed?.executionCount ?? null, outputs: (executed?.outputs ?? []).map(formatOutput) };
}

function formatOutput(output: Output): JsonObject {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: splitLines(output.text) };
    case "display_data":
    case "execute_result":
      return { ...output, data: Object.fromEntries(Object.entries(output.data).map(([type, value]) => [type, formatData(type, value)])) };
    case "error":
      return output;
  }
}

/** Texts become lists of lines; images in base64 and JSON stay as they are. */
function formatData(mimeType: string, value: unknown): unknown {
  const isText = mimeType.startsWith("text/") || mimeType === "application/javascript" || mimeType === "image/svg+xml";
  return isText && typeof value === "string" ? splitLines(value) : value;
}

/** Every cell's own id, or a new one where it has none: nbformat 4.5 wants one on each. The same file gets the same ids every time. */
function cellIds(cells: readonly NotebookCell[]): readonly string[] {
  const taken = new Set(cells.map(({ fields }) => fields["id"]));
  return cells.map(({ fields }, index) => {
    if (typeof fields["id"] === "string") return fields["id"];
    let id = `cell-${String(index + 1)}`;
    while (taken.has(id)) id += "-new";
    taken.add(id);
    return id;
  });
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isJsonObject(value)) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, content]) => [key, sortKeys(content)]));
}
