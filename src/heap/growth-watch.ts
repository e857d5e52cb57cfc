import type { Session } from "node:inspector";
import { dominators } from "./graph/dominators";
import { Growth, type GrowthUntilNow } from "./graph/growth";
import type { RawSnapshot } from "./snapshot/raw-snapshot";
import { takeSnapshot } from "./take-snapshot";
import { snapshotIdOf } from "./v8/snapshot";

/**
 * Follows, from snapshot to snapshot of this process, what becomes more. What it remembers lies in the same heap and becomes more, too: that is left
 * out, by the id of the watch, which alone keeps it alive.
 */
export class GrowthWatch {
  readonly #session: Session;
  #growth = Growth.NONE;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Takes a snapshot, and compares it with those before.
   *
   * @throws NoSnapshotError where it would need more memory than `maxBytes`, or than there is.
   */
  look(maxBytes: number | undefined): void {
    this.#compare(takeSnapshot({ maxBytes }));
  }

  /** To be compared with a snapshot of this session that has just been taken. */
  untilNow(): GrowthUntilNow {
    return { growth: this.#growth, watchId: snapshotIdOf(this.#session, this) };
  }

  #compare(raw: RawSnapshot): void {
    const { growth, watchId } = this.untilNow();
    this.#growth = growth.after(raw, dominators(raw), watchId);
  }
}
