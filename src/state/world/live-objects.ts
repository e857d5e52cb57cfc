/**
 * What differs between two processes of the same Node without being anybody's state. Every line has its reason; a difference that is not
 * listed here is a difference.
 */

/** Objects that have a path but whose content is not compared as properties. */
export const opaqueObjects: ReadonlySet<string> = new Set([
  // Process settings: settings.ts compares and applies them.
  "process.env",
  "process.argv",
  "process.execArgv",
  // Listeners of the process itself, among them Node's own: listeners.ts.
  "process._events",
  // What was loaded so far, and from where.
  "process.moduleLoadList",
  "process.mainModule",
  "process._preload_modules",
  "node:module._cache",
  "node:module._pathCache",
  "node:module._stat",
  "node:module.globalPaths",
  // Open connections; the agents' options are settings.
  "node:http.globalAgent",
  "node:https.globalAgent",
  // The scheduler's own bookkeeping.
  "node:timers._unrefActive",
  // Counts and clocks of the process.
  "performance.nodeTiming",
  "node:perf_hooks.performance.nodeTiming",
]);

/** Properties, as steps from objects, that say which process it is and how far it has come: never compared. */
export const processOwn: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "process",
    new Set([
      ".pid",
      ".ppid",
      "._startTime",
      "._exiting",
      // The script that the process was started with.
      ".mainModule",
      // Kept by EventEmitter beside _events.
      "._eventsCount",
      // Settings with rows of their own in settings.ts.
      ...[".title", ".argv0", ".exitCode", ".debugPort"],
      // The IPC channel, where the parent opened one.
      ...[".channel", "._channel", ".connected", ".send", "._send", ".disconnect", "._disconnect", "._handleQueue", "._pendingMessage"],
      "[Symbol(kChannelHandle)]",
      // Node makes these when they are first used.
      ...[".stdout", ".stderr", ".stdin", ".allowedNodeEnvironmentFlags", ".report", "[Symbol(kAsyncStdio)]"],
    ]),
  ],
  // The script that the process was started with.
  ["node:module.prototype.require", new Set([".main"])],
  // What tslab passes to a cell.
  ["globalThis", new Set([".__tslab__"])],
  // Bound to the streams when they are first used.
  ["console", new Set(["[Symbol(kUseStdout)]", "._stdout", "._stderr"])],
]);

/**
 * Properties that our kernel, tslab or a child sets for itself: a change that the notebook makes is found, a path leads to
 * whatever the process has there, but two processes are not compared in them.
 */
export const kernelOwn: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "globalThis",
    new Set([
      // There with --expose-gc only.
      ".gc",
      // Appear with the first use of fetch.
      ...['[Symbol.for("undici.globalDispatcher.1")]', '[Symbol.for("undici.globalDispatcher.2")]'],
    ]),
  ],
  // Stack traces with the cell's positions; a child has its own.
  ["Error", new Set([".prepareStackTrace"])],
  // Clears the front end's output instead of a terminal.
  ["console", new Set([".clear"])],
  // Node wraps it when node:worker_threads is loaded.
  ["process", new Set([".chdir"])],
  // The search for packages beside the kernel.
  ["node:module", new Set(["._resolveFilename", "._initPaths"])],
]);

/** The paths of what stands in the properties of {@link processOwn}. */
export const processOwnPaths: ReadonlySet<string> = pathsIn(processOwn);

/** The paths of what stands in the properties of {@link kernelOwn}. */
export const kernelOwnPaths: ReadonlySet<string> = pathsIn(kernelOwn);

function pathsIn(properties: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  return new Set([...properties].flatMap(([path, steps]) => [...steps].map((step) => path + step)));
}
