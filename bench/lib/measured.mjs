// What a cell with a measuring magic answered.

/** The result of the last measurement that a cell of `Kernel.run` shows, as the JSON of its display. */
export function resultOf({ messages }) {
  const results = messages.flatMap(({ content }) =>
    Object.entries(content.data ?? {}).flatMap(([type, data]) => (isResult(type) ? [data] : [])),
  );
  const last = results.at(-1);
  if (last === undefined) throw new Error("A measurement showed no result.");
  if (last.outcome.kind !== "completed") throw new Error(`A measured cell did not complete: ${JSON.stringify(last.outcome)}`);
  return last;
}

/** What a cell printed. */
export function printedText({ messages }) {
  return messages.flatMap(({ content }) => (content.name === "stdout" ? [content.text] : [])).join("");
}

/** What a cell printed, as a number. */
export function printedNumber(exchange) {
  const text = printedText(exchange);
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new Error(`A cell should print a number, and printed: ${text}`);
  return number;
}

function isResult(type) {
  return type.startsWith("application/vnd.tslab-magics.");
}
