import { danglingReason, kernels, writeKernel } from "./kernelspec";
import { dataDirOf, type PlaceOptions } from "./place";
import { UsageError } from "./usage-error";

/** `tslab-magics install`: writes both kernelspecs, as plain files; no Python is needed. */
export function install(options: PlaceOptions): void {
  const dataDir = dataDirOf(options);
  const dangling = danglingReason(dataDir);
  if (dangling !== undefined) {
    throw new UsageError(
      `Not installed: ${dangling}, and Jupyter would find nothing there. Run \`npm install --global tslab-magics\`, then \`tslab-magics install\`.`,
    );
  }
  for (const kernel of kernels) console.log(`${kernel.displayName}: ${writeKernel(kernel, dataDir)}`);
  console.log("Choose one of them in Jupyter. `tslab-magics doctor` says what works on this machine.");
  console.log('Where you stay with the kernel of tslab itself, a cell `import "tslab-magics"` brings the magics to it.');
}
