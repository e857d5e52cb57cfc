// Loaded by a cell into the kernel that is measured: notes when a measured cell reaches each stage of its way. It puts itself around functions of
// the built kernel, so that the kernel itself needs no code for it; what it does not find any more is an error.
const path = require("node:path");

const built = (file) => require(path.join(__dirname, "..", "..", "dist", "src", file));
let stamps = [];

/** Moments in nanoseconds of process.hrtime, by stage, since the last call. */
exports.take = () => {
  const taken = stamps;
  stamps = [];
  return taken;
};

exports.install = () => {
  wrap(built("kernel/runner.js").NotebookRunner.prototype, "execute", { before: "received" });
  wrap(built("kernel/cell-plan.js"), "planCell", { after: "converted" });
  wrap(built("engine/fork/fork-engine.js").ForkEngine.prototype, "start", { before: "supervised" });
  wrap(built("kernel/heap-holes.js").HeapHoles.prototype, "close", { after: "closed" });
  wrap(built("engine/fork/fork.js"), "fork", { before: "forking", after: "forked" });
  wrap(built("engine/protocol.js").FrameDecoder.prototype, "push", { after: noteEvents });
  wrap(built("engine/fork/reap.js"), "reap", { after: "reaped" });
  wrap(built("engine/assemble-record.js"), "assembleRecord", { after: "recorded" });
  wrap(built("kernel/protocol/messenger.js").Messenger.prototype, "reply", { before: "replied" });
};

function wrap(owner, name, { before, after }) {
  const original = owner[name];
  if (typeof original !== "function") throw new Error(`The kernel has no ${name} any more: bench/lib/stage-probe.cjs has to follow it.`);
  const done = (result) => {
    if (typeof after === "function") return after(result);
    if (after !== undefined) note(after);
    return result;
  };
  owner[name] = function (...args) {
    if (before !== undefined) note(before);
    const result = original.apply(this, args);
    return typeof result?.then === "function" ? result.then(done) : done(result);
  };
}

/** The events of a child: when it was ready, and what it says itself of its cell. */
function noteEvents(events) {
  const read = [...events];
  for (const event of read) {
    if (event.type === "ready") note("ready");
    if (event.type === "started") note("started", event.atNs);
    if (event.type !== "measured") continue;
    note("ended", event.measurement.startedAtNs + event.measurement.wallNs);
    note("measured");
  }
  return read;
}

function note(stage, atNs = Number(process.hrtime.bigint())) {
  stamps.push([stage, atNs]);
}
