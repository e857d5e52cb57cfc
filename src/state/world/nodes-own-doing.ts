import type { Change } from "./changes";
import { intact } from "./intact";
import { sourceText } from "./signature";

/** Whether a change is what Node itself does when a part of it is first used, known by the source of what it puts there. */
export function isNodesOwnDoing(change: Change): boolean {
  switch (change.kind) {
    case "added":
    case "changed":
      return isNodes(change.path + change.step, intact.getOwnPropertyDescriptor(change.holder, change.key)?.value);
    default:
      return false;
  }
}

function isNodes(path: string, value: unknown): boolean {
  switch (path) {
    // Loading node:worker_threads.
    case "process.chdir":
      return /^function ?\(path\) \{[^{}]*cwdCounter[^{}]*\}$/.test(sourceText(value));
    // The first fetch. The class of the package of that name has a source that begins differently.
    case 'globalThis[Symbol.for("undici.globalDispatcher.1")]':
    case 'globalThis[Symbol.for("undici.globalDispatcher.2")]':
      return /^class extends DispatcherBase \{\s*static \{\s*__name\(this, "Agent"\);/.test(sourceText(constructorOf(value)));
    default:
      return false;
  }
}

function constructorOf(value: unknown): unknown {
  const prototype = typeof value === "object" && value !== null ? intact.getPrototypeOf(value) : null;
  return prototype && intact.getOwnPropertyDescriptor(prototype, "constructor")?.value;
}
