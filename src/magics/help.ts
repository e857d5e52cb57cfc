import type { MimeBundle } from "../model/mime";
import type { AnyMagic, MagicForm } from "./magic";
import { isList, metavarOf, presetOf, spellings, type OptionSpec } from "./options";

const WIDTH = 100;
const HELP_COLUMN = 26;

/** What `%name?` shows. */
export function helpPage(magic: AnyMagic): MimeBundle {
  return { "text/plain": helpText(magic), "text/markdown": docsPage(magic) };
}

/** What the front end shows beside one option. */
export function optionHelpOf(magic: AnyMagic, key: string): MimeBundle | undefined {
  const spec = magic.options[key];
  if (!spec) return undefined;
  const usage = optionUsage(key, spec);
  const help = optionHelp(magic, spec);
  return { "text/plain": `${usage}\n${help}`, "text/markdown": `\`${usage}\`\n\n${help}` };
}

/** The help of a magic as plain text. */
export function helpText(magic: AnyMagic): string {
  const sections = [
    [`%${magic.name}: ${magic.summary}`],
    ...usages(magic).map(indented),
    ...magic.description.split("\n\n").map((paragraph) => wrap(paragraph.replaceAll("`", ""), WIDTH)),
    optionLines(magic),
    ["Examples", ...magic.examples.flatMap(({ code, says }) => [`  // ${says}`, ...indented(code)])],
    magic.signature === undefined ? [] : [`In code: await ${magic.signature}, where options have the long names in camelCase.`],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** The page of a magic in the documentation, as Markdown. */
export function docsPage(magic: AnyMagic): string {
  const options = Object.entries(magic.options).map(([key, spec]) => `- \`${optionUsage(key, spec)}\`: ${optionHelp(magic, spec)}`);
  const examples = magic.examples.map(({ code, says }) => `${sentence(says)}\n\n${fenced(code)}`);
  const sections = [
    `# %${magic.name}`,
    `${magic.summary}.`,
    fenced(usages(magic).join("\n\n")),
    magic.description,
    ...(options.length > 0
      ? ["## Options", options.join("\n"), `Code that begins with a minus needs \`--\` before it: \`%${magic.name} -- -x\`.`]
      : []),
    "## Examples",
    ...examples,
    ...(magic.signature === undefined
      ? []
      : ["## In code", `\`await ${magic.signature}\` does the same; the options have the long names in camelCase.`]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function usages({ name, forms, options }: AnyMagic): readonly string[] {
  const given = Object.keys(options).length > 0 ? " [options]" : "";
  const usage: Record<MagicForm, string> = {
    bare: `%${name}${given}`,
    line: `%${name}${given} code`,
    cell: `%%${name}${given} [setup]\ncode`,
  };
  return forms.map((form) => usage[form]);
}

function optionLines(magic: AnyMagic): readonly string[] {
  const entries = Object.entries(magic.options);
  if (entries.length === 0) return [];
  const lines = entries.flatMap(([key, spec]) => {
    const usage = `  ${optionUsage(key, spec)}`;
    const help = wrap(optionHelp(magic, spec), WIDTH - HELP_COLUMN).map((line) => " ".repeat(HELP_COLUMN) + line);
    return usage.length < HELP_COLUMN ? [usage.padEnd(HELP_COLUMN) + help[0]!.trimStart(), ...help.slice(1)] : [usage, ...help];
  });
  return ["Options", ...lines, `  ${"--".padEnd(HELP_COLUMN - 2)}Ends the options, before code that begins with a minus.`];
}

function optionUsage(key: string, spec: OptionSpec): string {
  const names = spellings(key, spec).join(", ");
  return spec.kind === "flag" ? names : `${names} ${metavarOf(spec)}`;
}

function optionHelp(magic: AnyMagic, spec: OptionSpec): string {
  const preset = presetOf(spec) === undefined ? "" : ` Default: ${String(presetOf(spec))}.`;
  const repeated = isList(spec) ? " It may be given several times." : "";
  return spec.help.replaceAll("%NAME", `%${magic.name}`) + repeated + preset;
}

function fenced(code: string): string {
  return `\`\`\`\n${code}\n\`\`\``;
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}:`;
}

function indented(code: string): readonly string[] {
  return code.split("\n").map((line) => `  ${line}`);
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
