import type { MemitResult, TimeitResult } from "../../model/result";
import type { RunRecord } from "../../model/run-record";
import type { Task } from "../../model/task";
import type { Session } from "../magic";
import type { CommonOptions } from "../measuring";
import type { KeptResult } from "../options";
import type { SweepOptions } from "./options";
import type { Readings } from "./readings";

/** What a magic measures at each size of a sweep. */
export interface SweepSubject {
  readonly of: "memit" | "timeit";
  readonly task: Task;
  /** Of which a law is fitted first, and to whose limits the sizes keep. */
  readonly main: Readings;
  readonly times: Readings;
  /** How often each size is run; absent: as often as it takes. */
  readonly repeats?: number | undefined;
  /** The sweep to compare with. */
  readonly other?: KeptResult;
  /** The result of one size. */
  resultOf(records: readonly [RunRecord, ...RunRecord[]], session: Session): MemitResult | TimeitResult;
}

/** The options that a sweep obeys. */
export type SweepCallOptions = CommonOptions & SweepOptions;
