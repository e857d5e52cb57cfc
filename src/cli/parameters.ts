import { parseName } from "../magics/plain-value";
import { parseSizes } from "../magics/sweep/axis";
import type { Notebook, NotebookCell } from "./notebook-file";
import { UsageError } from "./usage-error";

/** What `--set` gives to a notebook: a variable, and the text of its value. */
export interface Setting {
  readonly name: string;
  readonly value: string;
}

/** The tags by which papermill knows the cell with the parameters, and the one that it puts behind it. */
const PARAMETERS = "parameters";
const INJECTED = "injected-parameters";

/** Reads `chunk=1e5`. Throws {@link UsageError}. */
export function parseSetting(text: string): Setting {
  const equals = text.indexOf("=");
  const name = parseName(text.slice(0, Math.max(0, equals)));
  const value = text.slice(equals + 1).trim();
  if ("problem" in name || value === "") throw new UsageError(`--set ${text}: it must be a variable and its value, such as chunk=1e5.`);
  return { name: name.value, value };
}

/**
 * The notebook with other values. Where a magic sweeps a variable of that name, these are its sizes. Any other is declared in a cell of its own behind
 * the one with the tag `parameters`, or before the first, as papermill does it.
 *
 * @throws UsageError where a sweep cannot have such sizes.
 */
export function withSettings(notebook: Notebook, settings: readonly Setting[]): Notebook {
  if (settings.length === 0) return notebook;
  const swept = settings.filter(({ name }) => notebook.cells.some((cell) => sweeps(cell, name)));
  const declared = settings.filter((setting) => !swept.includes(setting));
  const cells = notebook.cells.map((cell) => swept.reduce(withSizes, cell));
  return { ...notebook, cells: declared.length === 0 ? cells : withDeclarations(cells, declared) };
}

function sweeps({ isCode, source }: NotebookCell, name: string): boolean {
  return isCode && sweepOf(name).test(source);
}

/** In a line that is a magic. */
function sweepOf(name: string): RegExp {
  return new RegExp(`^((?:.*= *)?%%?\\w+ .*--sweep[ =]+${name.replaceAll("$", "\\$")}=)\\S+`, "m");
}

function withSizes(cell: NotebookCell, { name, value }: Setting): NotebookCell {
  if (!sweeps(cell, name)) return cell;
  const sizes = parseSizes(value);
  if ("problem" in sizes) throw new UsageError(`--set ${name}=${value}: a sweep of ${name} ${sizes.problem}.`);
  return { ...cell, source: cell.source.replace(new RegExp(sweepOf(name), "gm"), (_, head: string) => head + value) };
}

function withDeclarations(cells: readonly NotebookCell[], declared: readonly Setting[]): readonly NotebookCell[] {
  const own = cells.filter(({ tags }) => !tags.includes(INJECTED));
  const at = own.findIndex(({ tags }) => tags.includes(PARAMETERS)) + 1;
  return [...own.slice(0, at), declarationCell(declared), ...own.slice(at)];
}

function declarationCell(declared: readonly Setting[]): NotebookCell {
  const source = declared.map(({ name, value }) => `let ${name} = ${value};`).join("\n");
  const tags = [INJECTED];
  return { isCode: true, source, tags, fields: { cell_type: "code", metadata: { tags }, source } };
}
