import { checks, type Finding } from "./checks";

const marks = { ok: "✔", warning: "!", failed: "✖" } as const;

/** `tslab-magics doctor`: prints what works here and what does not. Returns 1 if something that the kernel needs does not work. */
export function doctor(): number {
  let failed = false;
  for (const [name, check] of Object.entries(checks)) {
    for (const finding of check()) {
      console.log(line(name, finding));
      failed ||= finding.verdict === "failed";
    }
  }
  return failed ? 1 : 0;
}

function line(name: string, { verdict, says, remedy }: Finding): string {
  const first = `${marks[verdict]} ${name}: ${says}`;
  return remedy === undefined ? first : `${first}\n    ${remedy}`;
}
