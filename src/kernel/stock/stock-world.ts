import { World } from "../../state/world";
import { kernelsFunctions } from "./kernels-functions";
import { askPristineProcess } from "./pristine-process";

/** Tells what the notebook has changed in the process of a stock kernel, also before this package came. Rejects with `EngineError`. */
export async function lookAtProcess(jupyterFile: string): Promise<World> {
  const kernels = kernelsFunctions(jupyterFile);
  return new World({ pristine: await askPristineProcess(), kernels });
}
