import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { NotebookSession, type SessionOptions } from "../support/notebook-session";

const REPOSITORY = resolve(__dirname, "../../..");

/** A notebook in a stock tslab kernel, started as tslab's own kernelspec does, in a folder where this package is installed. */
export async function startStock(options: Pick<SessionOptions, "isJs"> = {}): Promise<{ session: NotebookSession; end(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "tslab-magics-stock-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(REPOSITORY, join(folder, "node_modules", "tslab-magics"));
  const session = await NotebookSession.startStock({ ...options, folder, flags: [] });
  return {
    session,
    async end() {
      await session.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
