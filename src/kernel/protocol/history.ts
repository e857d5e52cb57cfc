import { numberField, textField } from "./content";
import { matchesGlob } from "./glob";
import type { Content } from "./wire";

/** The number of this kernel's session in history replies. Nothing is kept beyond it. */
const SESSION = 1;
const DEFAULT_TAIL = 10;

interface Entry {
  readonly line: number;
  readonly input: string;
  output: string | null;
}

/** `[session, line, input]`, or `[session, line, [input, output]]` if outputs were asked for. */
export type HistoryItem = readonly [session: number, line: number, what: string | readonly [input: string, output: string | null]];

/** The inputs and last values of this session's cells, queried as IPython's history is. */
export class History {
  readonly #entries: Entry[] = [];

  /** The number of the next cell. */
  get nextLine(): number {
    return this.#entries.length + 1;
  }

  /** Stores a cell's input under {@link nextLine}; returns what stores the text of its value. */
  add(input: string): (output: string) => void {
    const entry: Entry = { line: this.nextLine, input, output: null };
    this.#entries.push(entry);
    return (output) => {
      entry.output = output;
    };
  }

  /** Answers a `history_request`: `tail`, `range` or `search`. */
  query(request: Content): readonly HistoryItem[] {
    return this.#select(request).map(({ line, input, output }) => [SESSION, line, request["output"] === true ? [input, output] : input]);
  }

  #select(request: Content): readonly Entry[] {
    switch (request["hist_access_type"]) {
      case "tail":
        return last(this.#entries, numberField(request, "n") ?? DEFAULT_TAIL);
      case "range":
        return this.#range(numberField(request, "session") ?? 0, numberField(request, "start") ?? 0, numberField(request, "stop"));
      case "search":
        return this.#search(textField(request, "pattern") ?? "*", request["unique"] === true, numberField(request, "n"));
      default:
        return [];
    }
  }

  /** Lines from `start` up to, not including, `stop`; negative numbers count from the end. Session 0 is the current one. */
  #range(session: number, start: number, stop: number | undefined): readonly Entry[] {
    if (session !== 0 && session !== SESSION) return [];
    const fromStart = (line: number): number => (line < 0 ? line + this.nextLine : line);
    const end = stop === undefined || stop === 0 ? this.nextLine : fromStart(stop);
    return this.#entries.filter(({ line }) => line >= fromStart(start) && line < end);
  }

  /** Inputs that match a glob. `unique` keeps the latest of equal inputs; `limit` keeps the latest matches. */
  #search(glob: string, unique: boolean, limit: number | undefined): readonly Entry[] {
    const found = this.#entries.filter(({ input }) => matchesGlob(input, glob));
    const kept = unique ? found.filter(({ line, input }) => !found.some((other) => other.line > line && other.input === input)) : found;
    return limit === undefined ? kept : last(kept, limit);
  }
}

function last<T>(items: readonly T[], count: number): readonly T[] {
  return count > 0 ? items.slice(-count) : [];
}
