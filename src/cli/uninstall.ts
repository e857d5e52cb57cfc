import { kernels, removeKernel } from "./kernelspec";
import { dataDirOf, type PlaceOptions } from "./place";

/** `tslab-magics uninstall`: removes what `install` with the same options put there, and nothing else. */
export function uninstall(options: PlaceOptions): void {
  const dataDir = dataDirOf(options);
  const removed = kernels.map((kernel) => removeKernel(kernel, dataDir)).filter((folder) => folder !== undefined);
  for (const folder of removed) console.log(`removed ${folder}`);
  if (removed.length === 0) console.log(`Nothing to remove: there is no kernel of tslab-magics in ${dataDir}.`);
}
