import { Command, CommanderError, InvalidArgumentError } from "commander";
import { parseBytes } from "../magics/plain-value";
import { packageVersion } from "./package-root";
import { addPlaceOptions, type PlaceOptions } from "./place";
import { UsageError } from "./usage-error";
import type { DoctorOptions } from "./doctor";
import type { HeapOptions } from "./heap";
import type { KernelOptions } from "./kernel";
import type { RunOptions } from "./run";

/** Verbs are loaded when they are called: a kernel starts without the code of the others. */
function program(): Command {
  const top = new Command("tslab-magics")
    .description("A Jupyter kernel for TypeScript and JavaScript that measures memory and time: %memit, %timeit, %heap.")
    .version(packageVersion())
    .exitOverride();
  addPlaceOptions(top.command("install").description("make both kernels known to Jupyter")).action((options: PlaceOptions) => {
    (require("./install") as typeof import("./install")).install(options);
  });
  addPlaceOptions(top.command("uninstall").description("remove what install put there")).action((options: PlaceOptions) => {
    (require("./uninstall") as typeof import("./uninstall")).uninstall(options);
  });
  top
    .command("doctor")
    .description("say what works here and what does not, each with its remedy, and measure how far peaks may be off")
    .option("--quick", "without that measurement, which takes some ten seconds")
    .action(async (options: DoctorOptions) => {
      process.exitCode = await (require("./doctor") as typeof import("./doctor")).doctor(options);
    });
  top
    .command("run")
    .description(
      "execute a notebook with our kernel, also one that was made with tslab's; needs no Jupyter; results as text on stdout, progress on stderr",
    )
    .argument("<notebook>", "a notebook file (.ipynb), TypeScript or JavaScript")
    .option("-o, --output <file>", "write the executed notebook")
    .option("--json <file>", "write all measurements as JSON")
    .option("--csv <file>", "write all runs of all sweeps as CSV")
    .option("--timeout <seconds>", "stop a cell that takes longer", parseSeconds)
    .option("--allow-errors", "a cell that fails neither stops the run nor fails it")
    .option("--set <name=value>", "give a variable another value, or a sweep other sizes: chunk=1e5, chunk=1e3..1e6", collect)
    .option("--assert <condition>", 'fail if the results do not fulfil it: "largest >= 1e6", "peakBytes < 500 * 2**20"', collect)
    .addHelpText(
      "after",
      "\nExit codes: 0 all cells completed (or failed as tagged), 1 a cell failed, 2 wrong usage or unreadable notebook, 3 the kernel could not start or died.",
    )
    .action(async (notebook: string, options: RunOptions) => {
      process.exitCode = await (require("./run") as typeof import("./run")).run(notebook, options);
    });
  top
    .command("heap")
    .description("ask what holds the memory in a heap snapshot: a file of V8's or of Chrome DevTools'")
    .argument("<file>", "a heap snapshot (.heapsnapshot)")
    .argument("[analysis]", "what to ask, see below (default: the first)")
    .option("--max-memory <size>", "refuse a file whose analysis takes more, such as 2GiB (default: what the system can spare)", parseSize)
    .option(
      "--of <what>",
      "a class, or the id of an object, such as @1234: of what paths, referrers and references are shown; may be given several times",
      collect,
      [],
    )
    .option("--depth <steps>", "how many steps referrers and references go", parseWhole, 2)
    .option("--limit <rows>", "show so many rows", parseWhole, 20)
    .option("--json", "print the answer as JSON")
    .addHelpText("after", () => `\nAnalyses:\n${(require("./heap") as typeof import("./heap")).analysesHelp()}`)
    .action((file: string, analysis: string | undefined, options: HeapOptions) => {
      (require("./heap") as typeof import("./heap")).heap(file, analysis, options);
    });
  top
    .command("kernel", { hidden: true })
    .description("serve one notebook; Jupyter calls this")
    .requiredOption("--connection-file <file>", "Jupyter's connection file")
    .option("--js", "JavaScript instead of TypeScript")
    .action(async (options: KernelOptions) => {
      await (require("./kernel") as typeof import("./kernel")).kernel(options);
    });
  return top;
}

/** An option that may be given several times. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError("It must be a number of seconds above 0.");
  return seconds;
}

function parseSize(text: string): number {
  const bytes = parseBytes(text);
  if (!(bytes > 0)) throw new InvalidArgumentError("It must be a size such as 512MiB or 2GB.");
  return bytes;
}

function parseWhole(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("It must be a whole number above 0.");
  return number;
}

function exitCodeOf(error: unknown): number {
  // Commander has printed its own message, or the help or version that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) {
    console.error(`tslab-magics: ${error.message}`);
    return 2;
  }
  console.error(isSystemError(error) ? `tslab-magics: ${error.message}` : error);
  return 1;
}

/** An error of the operating system, such as a folder that may not be written: its message says all. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

program()
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = exitCodeOf(error);
  });
