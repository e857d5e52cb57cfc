import { html, type Html } from "./html";
import { TABLE } from "./theme";

/** A column of a table; numbers stand at the right, so that their digits are in line. */
export interface Column {
  readonly name: string;
  readonly align: "left" | "right";
  /** Width in pixels; columns of tables below each other are in line if all have one. */
  readonly width?: number;
}

/** A table that reads well without any style. Rows have a cell for each column. */
export function table(columns: readonly Column[], rows: readonly (readonly (string | Html)[])[]): Html {
  return html`<table style="${TABLE}">
    <thead>
      ${tableRow(columns.map(headCell))}
    </thead>
    <tbody>
      ${rows.map((row) => tableRow(row.map((cell, index) => bodyCell(cell, columns[index]?.align))))}
    </tbody>
  </table>`;
}

function tableRow(cells: readonly Html[]): Html {
  return html`<tr>
    ${cells}
  </tr>`;
}

function headCell({ name, align, width }: Column): Html {
  const style = `text-align: ${align}; padding: 1px 10px 1px 0; font-weight: 500; opacity: 0.72${width === undefined ? "" : `; min-width: ${width}px`}`;
  return html`<th align="${align}" style="${style}">${name}</th>`;
}

function bodyCell(content: string | Html, align: Column["align"] = "left"): Html {
  return html`<td align="${align}" style="text-align: ${align}; padding: 1px 10px 1px 0; overflow-wrap: anywhere">${content}</td>`;
}
