import { isJsonObject, listField, objectField, type JsonObject } from "./json";

const RUN_FIELDS = [
  "baselineBytes",
  "peakBytes",
  "incrementBytes",
  "retainedBytes",
  "wallNs",
  "cpuUserNs",
  "cpuSystemNs",
  "loopNs",
] as const;

/**
 * All runs of all sweeps among a notebook's results, as CSV: which sweep (from 1 on), the variables and their values, which run of the size, how it ended, and
 * its figures in bytes and nanoseconds; what was not measured is empty. `loopNs` is the median time of a loop, for `%timeit`.
 */
export function sweepsAsCsv(results: readonly unknown[]): string {
  const sweeps = results.filter(isJsonObject).filter(({ kind }) => kind === "sweep");
  const head = ["sweep", "variable", "value", "secondVariable", "secondValue", "run", "outcome", ...RUN_FIELDS];
  const rows = sweeps.flatMap((sweep, index) => rowsOf(sweep, index + 1));
  return [head, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

/** Names of variables and of outcomes, and numbers: nothing that CSV would want in quotes. */
type Cell = string | number;

function rowsOf(sweep: JsonObject, number: number): readonly (readonly Cell[])[] {
  const [variable, second] = [cell(sweep["variable"]), cell(sweep["secondVariable"])];
  return listField(sweep, "points")
    .filter(isJsonObject)
    .flatMap((point) => {
      const result = objectField(point, "result");
      const runs = listField(result, "runs").filter(isJsonObject);
      const secondValue = second === "" ? "" : cell(objectField(point, "values")[second]);
      return runs.map((run, index) => {
        // All runs of a size but the last one have completed.
        const outcome = index === runs.length - 1 ? cell(objectField(result, "outcome")["kind"]) : "completed";
        const figures = RUN_FIELDS.map((field) => cell(run[field]));
        return [number, variable, cell(point["value"]), second, secondValue, index + 1, outcome, ...figures];
      });
    });
}

function cell(value: unknown): Cell {
  return typeof value === "number" || typeof value === "string" ? value : "";
}
