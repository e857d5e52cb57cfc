import type { CellRunner } from "../cell-runner";
import { toCodePoints, toUtf16Offset } from "./code-points";
import { numberField, textField } from "./content";
import type { History } from "./history";
import type { UsageMeter } from "./usage";
import type { Content } from "./wire";

/** Answers a request at once, also while a cell runs. */
export type RequestHandler = (content: Content) => Content;

export interface HandlerOptions {
  readonly runner: CellRunner;
  readonly history: History;
  readonly usage: UsageMeter;
  /** Content of the `kernel_info_reply`. */
  readonly kernelInfo: Content;
  readonly interrupt: () => void;
}

/** Every request but `execute_request`, by message type. Both the shell and the control channel take them all. */
export function createRequestHandlers(options: HandlerOptions): ReadonlyMap<string, RequestHandler> {
  const { runner, history, usage, kernelInfo, interrupt } = options;
  return new Map<string, RequestHandler>([
    ["kernel_info_request", () => kernelInfo],
    ["complete_request", (content) => complete(runner, content)],
    ["inspect_request", (content) => inspect(runner, content)],
    ["is_complete_request", (content) => ({ ...runner.isComplete(textField(content, "code") ?? "") })],
    ["history_request", (content) => ({ status: "ok", history: history.query(content) })],
    ["comm_info_request", () => ({ status: "ok", comms: {} })],
    ["usage_request", () => usage.read()],
    ["interrupt_request", () => (interrupt(), { status: "ok" })],
    ["shutdown_request", (content) => ({ status: "ok", restart: content["restart"] === true })],
  ]);
}

function complete(runner: CellRunner, content: Content): Content {
  const { code, offset } = cursorOf(content);
  const { matches, start, end } = runner.complete(code, offset);
  const cursor = { cursor_start: toCodePoints(code, start), cursor_end: toCodePoints(code, end) };
  return { status: "ok", matches, ...cursor, metadata: {} };
}

function inspect(runner: CellRunner, content: Content): Content {
  const { code, offset } = cursorOf(content);
  const bundle = runner.inspect(code, offset);
  return { status: "ok", found: bundle !== undefined, data: bundle ?? {}, metadata: {} };
}

/** Without a position the cursor is at the end. */
function cursorOf(content: Content): { readonly code: string; readonly offset: number } {
  const code = textField(content, "code") ?? "";
  return { code, offset: toUtf16Offset(code, numberField(content, "cursor_pos") ?? code.length) };
}
