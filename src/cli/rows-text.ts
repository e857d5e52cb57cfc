import { formatCount } from "../render/units";

/** Rows in columns, numbers to the right and the last column as it is; and how many there are beyond `limit`. */
export function rowsText(header: readonly string[], rows: readonly (readonly (string | number)[])[], limit: number): string {
  const cells = [header, ...rows.slice(0, limit).map((row) => row.map(cellText))];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row.map((cell, column) => (column < row.length - 1 ? cell.padStart(widths[column] ?? 0) : cell)).join("  "),
  );
  return [...lines, ...(rows.length > limit ? [`<${formatCount(rows.length - limit)} more; --limit shows them>`] : [])].join("\n");
}

function cellText(cell: string | number): string {
  return typeof cell === "number" ? formatCount(cell) : cell;
}
