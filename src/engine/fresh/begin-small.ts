import { letYoungGenerationGrow } from "../../measure/garbage";

/*
 * To be imported first. Until the measured cell begins, V8 may not make the young generation of a fresh child larger: its free pages would be
 * resident in the baseline, and take up some MiB of what the cell allocates. (As a flag of the process it would be too early: V8 takes no growth by a
 * factor under two when it starts.)
 */
letYoungGenerationGrow(false);
