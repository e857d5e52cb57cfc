import { makeFolder, removeFolder } from "../states/exam";
import { NotebookSession } from "../support/notebook-session";
import { type Verdict, compare } from "./compare";
import { type FuzzNotebook, makeNotebook, retag, smaller } from "./notebook";

export interface Tally {
  right: number;
  refused: number;
  invalid: number;
  /** Reports of the notebooks that were wrong, shrunk. */
  readonly wrong: string[];
  /** Why notebooks were refused: the first words of messages, without names, and how often. */
  readonly refusals: Map<string, number>;
  /** The first few reasons why notebooks could not be examined. */
  readonly invalidReasons: string[];
}

export interface CampaignOptions {
  readonly firstSeed: number;
  readonly count: number;
  /** Hears of every notebook. */
  onVerdict?(seed: number, verdict: Verdict): void;
}

/** In the names of a notebook that is shrunk; nothing else in it looks like this. */
const TAG = "zqz";

/** A shrunk notebook need not be the smallest of all: each try costs seconds. */
const MOST_TRIES = 60;

/** So many notebooks share a kernel. */
const NOTEBOOKS_A_KERNEL = 40;

/** Examines the notebooks of `count` seeds in a row. A wrong one is shrunk in kernels of its own, and told with its seed. */
export async function campaign({ firstSeed, count, onVerdict }: CampaignOptions): Promise<Tally> {
  const tally: Tally = { right: 0, refused: 0, invalid: 0, wrong: [], refusals: new Map(), invalidReasons: [] };
  for (let start = 0; start < count; start += NOTEBOOKS_A_KERNEL) {
    const length = Math.min(NOTEBOOKS_A_KERNEL, count - start);
    await withKernel(async (session) => {
      for (let index = start; index < start + length; index++) {
        const seed = firstSeed + index;
        const verdict = await compare(session, makeNotebook(seed, `k${index - start}`));
        await addTo(tally, seed, verdict);
        onVerdict?.(seed, verdict);
      }
    });
  }
  return tally;
}

async function addTo(tally: Tally, seed: number, verdict: Verdict): Promise<void> {
  switch (verdict.kind) {
    case "right":
      tally.right++;
      return;
    case "refused": {
      tally.refused++;
      const reason = verdict.message.replace(/\w*k\d+_\d+\w*/g, "NAME").slice(0, 110);
      tally.refusals.set(reason, (tally.refusals.get(reason) ?? 0) + 1);
      return;
    }
    case "invalid":
      tally.invalid++;
      if (tally.invalidReasons.length < 5) tally.invalidReasons.push(`seed ${seed}: ${verdict.why}`);
      return;
    case "wrong":
      tally.wrong.push(await shrunkReport(seed, verdict.how));
      return;
    default:
      verdict satisfies never;
  }
}

/** The smallest notebook that is still wrong, found by leaving out one thing at a time. */
async function shrunkReport(seed: number, how: string): Promise<string> {
  let tries = 0;
  let report = `seed ${seed}: wrong only after other notebooks of its kernel\n${how}`;
  await withKernel(async (session) => {
    const examine = (notebook: FuzzNotebook): Promise<Verdict> => compare(session, retag(notebook, TAG, `${TAG}${++tries}`));
    const notebook = makeNotebook(seed, TAG);
    const alone = await examine(notebook);
    if (alone.kind === "wrong") report = describe(await shrink(notebook, alone.how, examine));
  });
  return report;
}

interface Shrunk {
  readonly notebook: FuzzNotebook;
  readonly how: string;
}

async function shrink(notebook: FuzzNotebook, how: string, examine: (notebook: FuzzNotebook) => Promise<Verdict>): Promise<Shrunk> {
  let least: Shrunk = { notebook, how };
  for (let candidates = smaller(notebook), tries = 0; candidates.length > 0 && tries < MOST_TRIES; tries++) {
    const candidate = candidates.shift();
    const verdict = candidate && (await examine(candidate));
    if (candidate === undefined || verdict?.kind !== "wrong") continue;
    least = { notebook: candidate, how: verdict.how };
    candidates = smaller(candidate);
  }
  return least;
}

function describe({ notebook, how }: Shrunk): string {
  const { seed, cells, roots, exercises } = notebook;
  return [
    `seed ${seed}: ${how}`,
    "the cells:",
    cells.join("\n---\n"),
    `the measured cell dumps [${roots.join(", ")}], and runs:`,
    ...exercises,
  ].join("\n");
}

async function withKernel(use: (session: NotebookSession) => Promise<void>): Promise<void> {
  const folder = makeFolder();
  const session = await NotebookSession.start({ folder });
  try {
    await use(session);
  } finally {
    await session.end();
    removeFolder(folder);
  }
}
