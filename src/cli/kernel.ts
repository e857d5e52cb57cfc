import { startKernel } from "../kernel/start";

export interface KernelOptions {
  readonly connectionFile: string;
  readonly js?: true;
}

/** `tslab-magics kernel`: what Jupyter starts. Resolves when the kernel serves. */
export async function kernel({ connectionFile, js }: KernelOptions): Promise<void> {
  await startKernel({ connectionFile, isJs: js ?? false });
}
