import type { MagicCompletion } from "../../magics/completion";
import { toCodePoints, toUtf16Offset } from "../protocol/code-points";
import type { Executor } from "../tslab";
import type { StockEnd, StockKernel } from "./stock-kernel";
import {
  type CompleteReply,
  type ExecuteRequest,
  type Handler,
  type HandlerMethods,
  UnknownTslabError,
  type WriteDisplayData,
} from "./tslab-shapes";

const METHODS = ["handleExecute", "handleExecuteImpl", "handleComplete", "handleInspect", "handleIsComplete", "close"] as const;

/**
 * Puts ours around the methods of tslab's request handler. What concerns no magic goes to tslab's own method as it came. Throws
 * `UnknownTslabError`, with nothing changed, where one is missing.
 */
export function wrapHandler(methods: HandlerMethods, executor: Executor, kernel: StockKernel): void {
  const missing = METHODS.find((name) => typeof methods[name] !== "function");
  if (missing !== undefined) throw new UnknownTslabError(`its request handler has no method ${missing}, as that of tslab 1.0.22 has`);
  wrapExecute(methods, kernel);
  wrapQuestions(methods, kernel);
  wrapEnds(methods, executor, kernel);
}

/** tslab's own method keeps the order of cells, their count and the abort after an error; only what it gives to the executor is ours. */
function wrapExecute(methods: HandlerMethods, kernel: StockKernel): void {
  const { handleExecute, handleExecuteImpl } = methods;
  const run: RunOurs = async (handler, request, rest, onEnd) => {
    const execute = async (): Promise<boolean> => {
      const end = await kernel.execute(request.code, handler.execCount, rest[1] as WriteDisplayData);
      onEnd(end);
      return end.outcome.status === "ok";
    };
    return executing(handler.executor, execute, () => handleExecuteImpl.call(handler, request, ...rest));
  };
  const endOfEarlier = takeOverWaiting(methods, kernel, run);

  methods.handleExecute = function (request, ...rest) {
    endOfEarlier(this);
    if (!isOurs(request, kernel)) return handleExecute.call(this, request, ...rest);
    let end: StockEnd | undefined;
    const ours = (): Promise<unknown> => run(this, request, rest, (each) => (end = each));
    const handler = Object.create(this, { handleExecuteImpl: { value: ours } }) as Handler;
    return handleExecute.call(handler, request, ...rest).then((reply) => completed(reply, request, end, this));
  };
}

type RunOurs = (handler: Handler, request: ExecuteRequest, rest: readonly unknown[], onEnd: (end: StockEnd) => void) => Promise<unknown>;

/**
 * Cells that a front end sent together with the one that imports this package wait in tslab's queue already; what comes next is to run
 * without a function of ours in its stack traces. Returns what says that the next cell came.
 */
function takeOverWaiting(methods: HandlerMethods, kernel: StockKernel, run: RunOurs): (handler: Handler) => void {
  const { handleExecuteImpl } = methods;
  methods.handleExecuteImpl = function (request, ...rest) {
    return isOurs(request, kernel) ? run(this, request, rest, () => undefined) : handleExecuteImpl.call(this, request, ...rest);
  };
  const restore = (): void => {
    methods.handleExecuteImpl = handleExecuteImpl;
  };
  let isOver = false;
  return ({ execQueue }) => {
    // After an error the queue refuses what waits, and then there is nothing to wait for.
    if (!isOver) execQueue.add(restore).catch(restore);
    isOver = true;
  };
}

function isOurs(request: ExecuteRequest, kernel: StockKernel): boolean {
  return mentionsMagic(request) && kernel.holdsMagic(request.code);
}

/** tslab's method gives the cell to the executor before it first waits. What the cell itself gives to the executor is the executor's own. */
function executing<Result>(executor: Executor, run: () => Promise<boolean>, call: () => Result): Result {
  const { execute } = executor;
  executor.execute = () => {
    executor.execute = execute;
    return run();
  };
  try {
    return call();
  } finally {
    executor.execute = execute;
  }
}

/** The reply with what tslab does not tell of a cell, and nbclient wants to know. */
function completed(reply: object, { stop_on_error }: ExecuteRequest, end: StockEnd | undefined, { execQueue }: Handler): object {
  if (end === undefined) return reply;
  // tslab aborts whatever comes in the next 200 ms, also for a front end that goes on after errors.
  if (end.outcome.status === "error" && stop_on_error === false) execQueue.reset();
  return { ...reply, ...end.outcome, payload: end.payload, user_expressions: {} };
}

function wrapQuestions(methods: HandlerMethods, kernel: StockKernel): void {
  const { handleComplete, handleInspect, handleIsComplete } = methods;

  methods.handleComplete = function (request) {
    if (!mentionsMagic(request)) return handleComplete.call(this, request);
    const { code } = request;
    const offset = toUtf16Offset(code, request.cursor_pos);
    const found = kernel.complete(code, offset);
    if (found.kind === "magic") return completeReply(code, found);
    if (found.text === code) return handleComplete.call(this, request);
    const reply = handleComplete.call(this, { ...request, code: found.text, cursor_pos: offset });
    return { ...reply, ...cursorsOf(code, reply.cursor_start, reply.cursor_end) };
  };

  methods.handleInspect = function (request) {
    if (!mentionsMagic(request)) return handleInspect.call(this, request);
    const { code } = request;
    const offset = toUtf16Offset(code, request.cursor_pos);
    const found = kernel.inspect(code, offset);
    if (found.kind === "magic") return { status: "ok", found: true, data: found.bundle, metadata: {} };
    return handleInspect.call(this, found.text === code ? request : { ...request, code: found.text, cursor_pos: offset });
  };

  methods.handleIsComplete = function (request) {
    return isOurs(request, kernel) ? { ...kernel.isComplete(request.code) } : handleIsComplete.call(this, request);
  };
}

function completeReply(code: string, { matches, start, end }: Extract<MagicCompletion, { kind: "magic" }>): CompleteReply {
  const reply = { status: "ok", matches, metadata: {} };
  return { ...reply, ...cursorsOf(code, start, end) };
}

/** tslab takes and gives UTF-16 offsets, Jupyter code points. */
function cursorsOf(code: string, start: number, end: number): CompleteReply {
  return { cursor_start: toCodePoints(code, start), cursor_end: toCodePoints(code, end) };
}

/** A Stop and the end of the kernel reach what is being measured, too. */
function wrapEnds(methods: HandlerMethods, executor: Executor, kernel: StockKernel): void {
  const { close } = methods;
  const { interrupt } = executor;
  executor.interrupt = () => {
    kernel.interrupt();
    interrupt();
  };
  methods.close = function () {
    kernel.close();
    close.call(this);
  };
}

/** Every magic has a percent sign; most cells have none, and cost nothing here. */
function mentionsMagic({ code }: { readonly code: string }): boolean {
  return code.includes("%");
}
