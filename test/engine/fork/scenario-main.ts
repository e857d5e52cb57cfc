/** Main program of a process with the kernel's flags: runs one scenario and prints its result. */
async function main(file: string, name: string): Promise<void> {
  const scenarios = require(file) as Record<string, () => Promise<unknown>>;
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`${file} has no scenario ${name}`);
  const result = JSON.stringify(await scenario());
  process.stdout.write(`RESULT ${result}\n`, () => process.exit(0));
}

const [file = "", name = ""] = process.argv.slice(2);
main(file, name).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
