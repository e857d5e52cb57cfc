import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { availableElsewhere, parseVmStat } from "../../src/engine/available-memory";

/** As the manual of vm_stat shows it; not recorded on a machine of ours. */
const VM_STAT = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               20000.
Pages active:                            500000.
Pages inactive:                          450000.
Pages speculative:                         1000.
Pages throttled:                              0.
Pages wired down:                        120000.
Pages purgeable:                           9000.
"Translation faults":                  99999999.
`;

const AVAILABLE_BYTES = (20_000 + 450_000 + 1000) * 16_384;

describe("memory that other systems can spare", () => {
  it("is free, inactive and speculative pages on macOS", () => {
    assert.equal(parseVmStat(VM_STAT), AVAILABLE_BYTES);
    assert.equal(availableElsewhere({ platform: "darwin", vmStat: () => VM_STAT, freeBytes: () => 1 }), AVAILABLE_BYTES);
  });

  it("is not known where vm_stat says something else", () => {
    for (const text of ["", "vm_stat: command not found", VM_STAT.replace("Pages inactive", "Pages idle")]) {
      assert.equal(parseVmStat(text), undefined);
    }
  });

  it("is what Node calls free on Windows, and unknown elsewhere", () => {
    const system = { vmStat: () => "", freeBytes: () => 5 };
    assert.equal(availableElsewhere({ ...system, platform: "win32" }), 5);
    assert.equal(availableElsewhere({ ...system, platform: "linux" }), undefined);
  });
});
