import { type PackedJob, pack } from "../state/pack";
import { World } from "../state/world";
import type { Scope } from "../model/program";
import type { RunRequest } from "../model/task";
import { namesOfHosts } from "./hosts";

/** A notebook whose state can be carried into another process. */
export class CarriedState {
  readonly #scope: Scope;
  readonly #folder = process.cwd();
  #world: World | undefined;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Looks at the process as it is before the notebook's first line. Does nothing the second time. */
  begin(): void {
    this.#world ??= new World();
  }

  /** Throws `StateError` where the state cannot be carried exactly. */
  pack(request: RunRequest): Promise<PackedJob> {
    this.begin();
    return pack({ scope: this.#scope, folder: this.#folder, world: this.#world!, hosts: namesOfHosts }, request);
  }
}
