// Any Jupyter kernel in a process of its own, and the one client that all of them are measured with.
import { setTimeout as pause } from "node:timers/promises";
import { ClientChannels } from "../../dist/src/kernel/client/client-channels.js";
import { createConnection, removeConnectionFile, writeConnectionFile } from "../../dist/src/kernel/protocol/connection.js";
import { KernelProcess } from "../../dist/src/kernel/client/kernel-process.js";

const START_LIMIT_MS = 60_000;
const GREETING_ROUND_MS = 250;

/** Now, on the monotonic clock that all processes of the machine share. */
export function nowNs() {
  return Number(process.hrtime.bigint());
}

/** A kernel, and what it answers with the moment at which each message arrived here. */
export class Kernel {
  #process;
  #channels;
  #exchanges = new Map();
  #death;

  constructor(kernelProcess, connection) {
    this.#process = kernelProcess;
    this.#channels = new ClientChannels(connection, (channel, message) => this.#receive(channel, message));
    void kernelProcess.died.then((death) => this.#end(death));
  }

  /** `argv` as in a kernelspec. Resolves when the kernel answers on shell and on iopub. */
  static async start({ argv, cwd }) {
    const connection = await createConnection();
    const file = writeConnectionFile(connection);
    try {
      const kernel = new Kernel(new KernelProcess({ argv, cwd }, file), connection);
      await kernel.#greet();
      return kernel;
    } finally {
      removeConnectionFile(file);
    }
  }

  get pid() {
    return this.#process.pid;
  }

  /**
   * Runs a cell. Resolves when its reply and its last message on iopub have come, to `{ sentNs, repliedNs, reply, messages }`. Rejects if the
   * cell fails: a benchmark of failures tells nothing.
   */
  async run(code) {
    const content = { code, silent: false, store_history: true, stop_on_error: true, allow_stdin: false, user_expressions: {} };
    const exchange = await this.#request("execute_request", content);
    if (exchange.reply.status === "ok") return exchange;
    throw new Error(`A cell failed: ${code}\n${exchange.reply.traceback?.join("\n") ?? exchange.reply.status}`);
  }

  /** Ends the kernel; resolves when its process is gone. */
  async end() {
    if (this.#death === undefined) this.#channels.send("control", "shutdown_request", { restart: false });
    const slow = setTimeout(() => this.#process.signal("SIGKILL"), 5000);
    await this.#process.died;
    clearTimeout(slow);
  }

  /** The first requests may come before iopub is connected: they never end, and are forgotten. */
  async #greet() {
    const deadline = Date.now() + START_LIMIT_MS;
    while (Date.now() < deadline) {
      const answered = this.#request("kernel_info_request", {}).then(() => true);
      if (await Promise.race([answered, pause(GREETING_ROUND_MS, false)])) return;
    }
    this.#process.signal("SIGKILL");
    throw new Error("A kernel did not answer within a minute.");
  }

  #request(type, content) {
    if (this.#death !== undefined) return Promise.reject(this.#death);
    return new Promise((resolve, reject) => {
      const exchange = { sentNs: nowNs(), repliedNs: undefined, reply: undefined, messages: [], isIdle: false, resolve, reject };
      const { msg_id } = this.#channels.send("shell", type, content);
      this.#exchanges.set(msg_id, exchange);
    });
  }

  #receive(channel, { header, parent, content }) {
    const atNs = nowNs();
    const exchange = this.#exchanges.get(parent.msg_id);
    if (exchange === undefined) return;
    if (channel === "iopub") exchange.messages.push({ type: header.msg_type, atNs, content });
    else if (channel === "shell") Object.assign(exchange, { repliedNs: atNs, reply: content });
    exchange.isIdle ||= header.msg_type === "status" && content.execution_state === "idle";
    if (!exchange.isIdle || exchange.reply === undefined) return;
    this.#exchanges.delete(parent.msg_id);
    const { sentNs, repliedNs, reply, messages } = exchange;
    exchange.resolve({ sentNs, repliedNs, reply, messages });
  }

  #end({ code, signal, lastWords }) {
    this.#channels.close();
    this.#death = new Error(`A kernel ended (${signal ?? code}). Its last words:\n${lastWords}`);
    for (const { reject } of this.#exchanges.values()) reject(this.#death);
  }
}
