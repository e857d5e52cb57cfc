import type { MimeBundle } from "../model/mime";
import type { AnyMagic, MagicForm, Registry, ReportMagic } from "./magic";

/** `%lsmagic`: the list of all magics, as IPython's magic of that name. */
export const lsmagic: ReportMagic = {
  kind: "report",
  name: "lsmagic",
  summary: "This list",
  description: "Lists the magics, each with what it shows. `%memit?` explains one of them.",
  forms: ["bare"],
  options: {},
  examples: [{ code: "%lsmagic", says: "all magics" }],
  report: (registry) => list(registry),
};

function list(registry: Registry): MimeBundle {
  const magics = [...registry.values()];
  const width = Math.max(...magics.map(({ name }) => name.length));
  const lines = magics.map(({ name, summary }) => `  %${name.padEnd(width)}  ${summary}`);
  const text = [
    `Line magics: ${namesOf(magics, "%", "line", "bare")}`,
    `Cell magics: ${namesOf(magics, "%%", "cell")}`,
    "",
    ...lines,
    "",
    "%memit? explains a magic and its options.",
  ];
  return { "text/plain": text.join("\n") };
}

function namesOf(magics: readonly AnyMagic[], sign: string, ...forms: readonly MagicForm[]): string {
  return magics
    .filter((magic) => forms.some((form) => magic.forms.includes(form)))
    .map(({ name }) => sign + name)
    .join(" ");
}
