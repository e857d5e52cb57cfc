import { calibrate } from "./calibrate";
import { checks, type Finding } from "./checks";

const marks = { ok: "✔", warning: "!", failed: "✖" } as const;

/** The options of `doctor`, as typed. */
export interface DoctorOptions {
  /** Without the calibration, which takes some ten seconds. */
  readonly quick?: true;
}

/**
 * `tslab-magics doctor`: prints what works here and what does not, and calibrates the measurement. Returns 1 if something that the kernel needs
 * does not work.
 */
export async function doctor({ quick }: DoctorOptions = {}): Promise<number> {
  const findings = Object.entries(checks).flatMap(([name, check]) => tell(name, check()));
  if (!quick) tell("calibration", await calibrate());
  return findings.some(({ verdict }) => verdict === "failed") ? 1 : 0;
}

function tell(name: string, findings: readonly Finding[]): readonly Finding[] {
  for (const finding of findings) console.log(line(name, finding));
  return findings;
}

function line(name: string, { verdict, says, remedy }: Finding): string {
  const first = `${marks[verdict]} ${name}: ${says}`;
  return remedy === undefined ? first : `${first}\n    ${remedy}`;
}
