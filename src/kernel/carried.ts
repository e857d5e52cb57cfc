import { type PackedJob, pack } from "../state/pack";
import { World } from "../state/world";
import type { Scope } from "../model/program";
import type { RunRequest } from "../model/task";
import { namesOfHosts } from "./hosts";
import type { Notebook } from "./notebook";
import type { SourcePositions } from "./source-positions";

/** A notebook whose state can be carried into another process. */
export class CarriedState {
  readonly #scope: Scope;
  readonly #positions: SourcePositions;
  readonly #folder = process.cwd();
  #world: World | undefined;

  constructor({ scope, positions }: Pick<Notebook, "scope" | "positions">) {
    this.#scope = scope;
    this.#positions = positions;
  }

  /** Looks at the process as it is before the notebook's first line. Does nothing the second time. */
  begin(): void {
    this.#world ??= new World();
  }

  /** Throws `StateError` where the state cannot be carried exactly. */
  pack(request: RunRequest): Promise<PackedJob> {
    this.begin();
    return pack(
      {
        scope: this.#scope,
        folder: this.#folder,
        world: this.#world!,
        hosts: namesOfHosts,
        positionsOf: (scripts) => this.#positions.export(scripts),
      },
      request,
    );
  }
}
