import type { OrphanKeeper } from "../descendants";
import { type Native, succeed } from "../native";

const PR_SET_CHILD_SUBREAPER = 36;
const WNOHANG = 1;

/** What the supervisor needs to end what a child leaves behind. */
export function orphanKeeper(native: Native): OrphanKeeper {
  return {
    adopt: (on) => void succeed(native, "prctl", native.libc.prctl(PR_SET_CHILD_SUBREAPER, on ? 1 : 0)),
    reap: (pid) => void native.libc.wait4(pid, new Int32Array(1), WNOHANG, new BigInt64Array(18)),
  };
}
