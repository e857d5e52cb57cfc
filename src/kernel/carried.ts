import type { Scope } from "../model/program";
import type { RunRequest } from "../model/task";
import { type PackedJob, pack } from "../state/pack";
import type { World } from "../state/world";
import { namesOfHosts } from "./hosts";
import type { SourcePositions } from "./source-positions";

export interface CarriedOptions {
  readonly scope: Scope;
  readonly positions: SourcePositions;
  /** The folder from which the notebook resolves packages. */
  readonly folder: string;
  /** Where the tslab lies that cells import; that beside this package. */
  readonly tslabFile?: string;
  /** Looks at the process of the notebook; called once, unless it fails. */
  world(): World | Promise<World>;
}

/** A notebook whose state can be carried into another process. */
export class CarriedState {
  readonly #options: CarriedOptions;
  #world: World | Promise<World> | undefined;

  constructor(options: CarriedOptions) {
    this.#options = options;
  }

  /** Looks at the process as it is: where that can be, before the notebook's first line. Does nothing the second time. */
  begin(): void {
    this.#world ??= this.#options.world();
  }

  /** Rejects with `StateError` where the state cannot be carried exactly. */
  async pack(request: RunRequest): Promise<PackedJob> {
    const { scope, folder, tslabFile, positions } = this.#options;
    const world = await this.#lookedAt();
    const positionsOf = (scripts: readonly string[]): unknown => positions.export(scripts);
    return pack({ scope, folder, world, hosts: () => namesOfHosts(tslabFile), positionsOf }, request);
  }

  async #lookedAt(): Promise<World> {
    this.begin();
    try {
      return (this.#world = await this.#world!);
    } catch (error) {
      this.#world = undefined;
      throw error;
    }
  }
}
