import { heap } from "./heap";
import { lsmagic } from "./lsmagic";
import type { AnyMagic, Registry } from "./magic";
import { memit } from "./memit";
import { time } from "./time";
import { timeit } from "./timeit";

const MAGICS: readonly AnyMagic[] = [memit, timeit, heap, time, lsmagic];

/** All magics. A new one is a new file and its name in the list above. */
export const registry: Registry = new Map(MAGICS.map((magic) => [magic.name, magic]));
