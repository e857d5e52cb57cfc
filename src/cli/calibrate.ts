import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calibrationFile, calibrationKey, keepCalibration } from "../engine/calibration";
import { KernelClient } from "../kernel/client/client";
import { resultMimeType } from "../model/mime";
import type { MemitResult } from "../model/result";
import { formatMiB } from "../render/units";
import type { Finding } from "./checks";
import { kernelArgv, kernels } from "./kernelspec";

const SIZES_MIB = [1, 10, 100];
const RUNS = 5;

/** The engines, by the option that chooses them. */
const CALLS = ["%memit", "%memit --fresh"];

/**
 * Measures how far exact peaks are off: buffers of known sizes, filled, in a real kernel with both engines. The largest error of all runs is kept for
 * the kernels that start from now on.
 */
export async function calibrate(file = calibrationFile()): Promise<readonly Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), "tslab-magics-calibration-"));
  try {
    const client = await KernelClient.start({ argv: kernelArgv(kernels[0]), cwd: folder });
    try {
      const findings: Finding[] = [];
      for (const call of CALLS) findings.push(await calibrateOne(client, call, file));
      return distinct(findings);
    } finally {
      await client.shutdown();
    }
  } catch (error) {
    return [{ verdict: "warning", says: `not possible: ${messageOf(error)}`, remedy: "Results then do not say how far they may be off." }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function calibrateOne(client: KernelClient, call: string, file: string): Promise<Finding> {
  const errors: number[] = [];
  for (const mib of SIZES_MIB) {
    const bytes = mib * 2 ** 20;
    const result = await measure(client, `${call} -r ${RUNS} Buffer.alloc(${bytes}, 1).length`);
    const increments = result.runs.map(({ incrementBytes }) => incrementBytes);
    const { engine, instrument } = result;
    if (!instrument.exact || instrument.probe !== "vmhwm" || increments.length < RUNS) {
      return { verdict: "ok", says: `${engine}: peaks are not exact here in every run, so there is nothing to calibrate` };
    }
    errors.push(...increments.map((increment) => Math.abs((increment ?? NaN) - bytes)));
    if (mib === SIZES_MIB.at(-1)) return kept(result, errors, file);
  }
  throw new Error("There is no size to measure.");
}

function kept({ engine, instrument }: MemitResult, errors: readonly number[], file: string): Finding {
  const toleranceBytes = Math.max(...errors);
  keepCalibration(file, calibrationKey(engine, instrument), toleranceBytes);
  const sizes = `${SIZES_MIB.join(", ")} MiB`;
  return {
    verdict: "ok",
    says: `${engine}: ${errors.length} runs that filled ${sizes} were off by ${formatMiB(toleranceBytes)} at most; kept in ${file}`,
  };
}

async function measure(client: KernelClient, code: string): Promise<MemitResult> {
  const found: MemitResult[] = [];
  const { status, error } = await client.execute(code, {
    onIopub: ({ content }) => {
      const result = (content["data"] as Readonly<Record<string, unknown>> | undefined)?.[resultMimeType("memit")];
      if (result !== undefined) found.push(result as MemitResult);
    },
  });
  const result = found.at(-1);
  if (status !== "ok" || result === undefined) throw new Error(error?.evalue ?? `${code} gave no result`);
  return result;
}

/** Where both calls lead to the same engine, the second has repeated the first. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const engineOf = ({ says }: Finding): string => says.split(":")[0] ?? "";
  return findings.filter((finding, index) => findings.findLastIndex((other) => engineOf(other) === engineOf(finding)) === index);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
