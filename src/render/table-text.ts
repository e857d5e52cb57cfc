import type { Column } from "./table";
import { count } from "./units";

const GAP = "  ";

/** A table as text: its columns in line, and how many rows were left out. */
export function tableText(columns: readonly Column[], rows: readonly (readonly string[])[], moreRows = 0): string {
  const all = [columns.map(({ name }) => name), ...rows];
  const widths = columns.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    columns
      .map(({ align }, column) => {
        const cell = row[column] ?? "";
        return align === "right" ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
      })
      .join(GAP)
      .trimEnd();
  return [...all.map(line), ...(moreRows > 0 ? [`<${count(moreRows, "further row")}: see --limit>`] : [])].join("\n");
}
