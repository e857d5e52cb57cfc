import type { OutputEvent } from "../model/child";

/** How much text of a cell is shown, in bytes of UTF-8. */
export const OUTPUT_LIMIT_BYTES = 2 ** 20;

type StreamEvent = Extract<OutputEvent, { type: "stream" }>;

/**
 * Shows the first and the last half of what a cell prints, up to a limit, and one line in between that says how much was left out. The
 * first half passes at once; the last half is known, and shown, at the end only. What is held is bounded however much is printed.
 * Displays always pass, in their place among the text that is shown. No character is cut.
 */
export class OutputLimiter {
  readonly #show: (event: OutputEvent) => void;
  readonly #tail = new Tail();
  readonly #tailLimit: number;
  #headRoom: number;
  #leftOutBytes = 0;

  constructor(show: (event: OutputEvent) => void, limitBytes = OUTPUT_LIMIT_BYTES) {
    this.#show = show;
    this.#headRoom = Math.ceil(limitBytes / 2);
    this.#tailLimit = Math.floor(limitBytes / 2);
  }

  push(event: OutputEvent): void {
    if (event.type === "stream") this.#pushText(event);
    else if (this.#tail.oldest === undefined) this.#show(event);
    // It weighs what it takes in memory, so that many displays among little text are not held without bound.
    else this.#hold(event, Buffer.byteLength(JSON.stringify(event)));
  }

  /** Shows what is held. Nothing may be pushed after it. */
  end(): void {
    const oldest = this.#tail.oldest;
    const excess = this.#tail.bytes - this.#tailLimit;
    if (oldest?.event.type === "stream" && excess > 0) {
      this.#tail.shift();
      // Three bytes more, so that at least the excess goes however long the last character of it is.
      const [leftOut, kept] = splitAtBytes(oldest.event.text, excess + 3);
      this.#leftOutBytes += Buffer.byteLength(leftOut);
      this.#finish({ ...oldest.event, text: kept });
    } else this.#finish();
  }

  #finish(...first: readonly OutputEvent[]): void {
    if (this.#leftOutBytes > 0) this.#show({ type: "stream", name: "stderr", text: leftOutLine(this.#leftOutBytes) });
    for (const event of joined([...first, ...this.#tail.drain()])) this.#show(event);
  }

  #pushText(event: StreamEvent): void {
    const rest = this.#headRoom > 0 ? this.#showHead(event) : event.text;
    for (const text of piecesOf(rest)) this.#hold({ ...event, text }, Buffer.byteLength(text));
  }

  /** Shows what still fits into the first half, and returns the rest. */
  #showHead(event: StreamEvent): string {
    const bytes = Buffer.byteLength(event.text);
    const [head, rest] = bytes <= this.#headRoom ? [event.text, ""] : splitAtBytes(event.text, this.#headRoom);
    // What follows a cut belongs behind it, also where a short text would still fit before it.
    this.#headRoom = rest === "" ? this.#headRoom - bytes : 0;
    if (head !== "") this.#show({ ...event, text: head });
    return rest;
  }

  /** Adds to the last half, and lets go of what is oldest in it, as long as enough remains: of displays to the front end. */
  #hold(event: OutputEvent, bytes: number): void {
    this.#tail.push({ event, bytes });
    for (let oldest = this.#tail.oldest; oldest !== undefined; oldest = this.#tail.oldest) {
      const isText = oldest.event.type === "stream";
      if (isText && this.#tail.bytes - oldest.bytes < this.#tailLimit) return;
      this.#tail.shift();
      if (isText) this.#leftOutBytes += oldest.bytes;
      else this.#show(oldest.event);
    }
  }
}

interface Held {
  readonly event: OutputEvent;
  readonly bytes: number;
}

/** A queue that takes constant time at both ends. */
class Tail {
  #held: Held[] = [];
  #start = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get oldest(): Held | undefined {
    return this.#held[this.#start];
  }

  push(held: Held): void {
    this.#held.push(held);
    this.#bytes += held.bytes;
  }

  shift(): void {
    this.#bytes -= this.oldest?.bytes ?? 0;
    this.#start++;
    // Half of the array at a time, so that each entry is moved once on average.
    if (this.#start < 1000 || this.#start < this.#held.length / 2) return;
    this.#held = this.#held.slice(this.#start);
    this.#start = 0;
  }

  drain(): readonly OutputEvent[] {
    const events = this.#held.slice(this.#start).map(({ event }) => event);
    this.#held = [];
    return events;
  }
}

// Whole pieces are let go of, so a piece is what the last half may hold too much before the end.
const PIECE_LENGTH = 8192;

/** Short pieces that keep nothing of a long text alive. */
function* piecesOf(text: string): Generator<string> {
  if (text !== "" && text.length <= PIECE_LENGTH) {
    yield text;
    return;
  }
  let start = 0;
  while (start < text.length) {
    const end = boundaryBefore(text, start + PIECE_LENGTH);
    // V8 keeps the whole text alive for a slice of it; this makes a copy.
    yield Buffer.from(text.slice(start, end)).toString();
    start = end;
  }
}

/** The same index, or the one before where it would cut a pair of surrogates. */
function boundaryBefore(text: string, index: number): number {
  const isInPair = /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(index - 1, index + 1));
  return isInPair ? index - 1 : index;
}

/** The longest beginning of a text that fits into so many bytes of UTF-8 without cutting a character, and the rest. */
function splitAtBytes(text: string, bytes: number): readonly [string, string] {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return [text.slice(0, read), text.slice(read)];
}

function leftOutLine(bytes: number): string {
  // Not toLocaleString, whose first call takes a tenth of a second.
  const count = String(bytes).replace(/\B(?=(?:\d{3})+$)/g, ",");
  return `\n… ${count} bytes of output are left out here: of so much, only the beginning and the end are shown …\n`;
}

/** Pieces of the same stream that follow each other, as one event. */
function joined(events: readonly OutputEvent[]): readonly OutputEvent[] {
  const groups: { event: OutputEvent; texts: string[] }[] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (event.type === "stream" && last?.event.type === "stream" && last.event.name === event.name) last.texts.push(event.text);
    else groups.push({ event, texts: event.type === "stream" ? [event.text] : [] });
  }
  return groups.map(({ event, texts }) => (event.type === "stream" ? { ...event, text: texts.join("") } : event));
}
