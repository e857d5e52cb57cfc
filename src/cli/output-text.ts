import { stripVTControlCharacters } from "node:util";
import type { Output } from "./notebook-file";

/** An output as text for a terminal; ends with a line break unless it is empty. Colours are kept only where `colours` says so. */
export function outputText(output: Output, colours: boolean): string {
  const text = plainText(output);
  const shown = colours ? text : stripVTControlCharacters(text);
  return shown === "" || shown.endsWith("\n") ? shown : `${shown}\n`;
}

function plainText(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return output.text;
    case "error":
      return output.traceback.length > 0 ? output.traceback.join("\n") : `${output.ename}: ${output.evalue}`;
    case "display_data":
    case "execute_result": {
      const text = output.data["text/plain"];
      return typeof text === "string" ? text : `<${Object.keys(output.data).join(", ")}>`;
    }
  }
}
