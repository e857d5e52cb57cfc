import { classicStates } from "./classic";
import { dataStates } from "./data";
import { everydayStates } from "./everyday";
import { functionStates } from "./functions";
import { packageStates } from "./packages";
import { platformStates } from "./platform";
import { processStates } from "./process";
import type { State } from "./state";

export type { State } from "./state";

/** The table that every engine has to pass. */
export const states: readonly State[] = [
  ...everydayStates,
  ...classicStates,
  ...dataStates,
  ...functionStates,
  ...platformStates,
  ...processStates,
  ...packageStates,
];
