import { writeFileSync } from "node:fs";

/** When the system runs out of memory it ends this process first. Descendants inherit it, which also tells them from the notebook's own. */
export function offerToOomKiller(): void {
  writeFileSync("/proc/self/oom_score_adj", "1000");
}

/** What runs the cell listens for such errors while it waits for the cell, and knows more about the run; this is for the time before and after. */
export function reportUncaught(fail: (thrown: unknown) => void): void {
  process.on("uncaughtException", (thrown) => {
    if (process.listenerCount("uncaughtException") === 1) fail(thrown);
  });
}
