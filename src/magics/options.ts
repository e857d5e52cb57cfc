import type { AnyResult, ResultKind } from "../model/result";
import type { Limit } from "./limit";
import type { SweepAxis } from "./sweep/axis";

/**
 * What a user can write after the name of a magic. One table per magic is the source of the parser, the type of the parsed options, the
 * help, the completion, the inspection, the docs page and the checks of calls from code.
 */

interface OptionBase {
  /** The one letter of `-r`. */
  readonly short?: string;
  /** One sentence, for the help. */
  readonly help: string;
  /** Without meaning in a call from code, such as `-v NAME`: the call returns the result. */
  readonly magicOnly?: true;
}

/** Present or not. */
export interface FlagOption extends OptionBase {
  readonly kind: "flag";
}

/** A number within bounds: whole, of seconds, or of bytes. */
export interface NumberOption extends OptionBase {
  readonly kind: "integer" | "seconds" | "bytes";
  /** What stands for the value in the help. */
  readonly metavar: string;
  readonly min: number;
  readonly max: number;
  readonly default?: number;
}

/** The name of a variable. */
export interface NameOption extends OptionBase {
  readonly kind: "name";
  readonly metavar: string;
}

/** A word, or several in quotes: what it may be, the magic says. */
export interface TextOption extends OptionBase {
  readonly kind: "text";
  readonly metavar: string;
}

/** One of a few words. */
export interface ChoiceOption extends OptionBase {
  readonly kind: "choice";
  readonly choices: readonly string[];
  readonly default: string;
}

/** An earlier result of a magic: on the line the variable that holds it, in code the result itself. */
export interface ResultOption extends OptionBase {
  readonly kind: "result";
  readonly metavar: string;
  /** Which results serve. */
  readonly of: readonly ResultKind[];
}

/** The value of a {@link ResultOption}. */
export type KeptResult = { readonly variable: string } | { readonly result: AnyResult };

/** An amount of memory, or of time: the unit says which. */
export interface LimitOption extends OptionBase {
  readonly kind: "limit";
  readonly metavar: string;
}

/** A variable and the values that a sweep gives it. */
export interface AxisOption extends OptionBase {
  readonly kind: "axis";
  readonly metavar: string;
  readonly isList: true;
}

/** An option that may be given several times. Its value is a list: in the order given, and empty if it is not. */
export type ListOption = (TextOption & { readonly isList: true }) | AxisOption;

export type OptionSpec = FlagOption | NumberOption | NameOption | TextOption | ListOption | ChoiceOption | ResultOption | LimitOption;

/** The options of one magic by their name in code; the long form on the line is the same name in kebab case. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

type ValueOf<Spec extends OptionSpec> = Spec extends { readonly isList: true } ? readonly OneOf<Spec>[] : OneOf<Spec>;

type OneOf<Spec extends OptionSpec> = Spec extends FlagOption
  ? boolean
  : Spec extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : Spec extends NameOption | TextOption
      ? string
      : Spec extends ResultOption
        ? KeptResult
        : Spec extends LimitOption
          ? Limit
          : Spec extends AxisOption
            ? SweepAxis
            : number;

type AlwaysSet<Table extends OptionTable> = {
  [Key in keyof Table]: Table[Key] extends FlagOption | { readonly default: number | string } | { readonly isList: true } ? Key : never;
}[keyof Table];

/** The parsed options of a table: flags, lists and options with a default are always set. Seconds are in seconds, sizes in bytes. */
export type Options<Table extends OptionTable> = { readonly [Key in AlwaysSet<Table>]: ValueOf<Table[Key]> } & {
  readonly [Key in Exclude<keyof Table, AlwaysSet<Table>>]?: ValueOf<Table[Key]>;
};

/** What one text or one argument says of an option. */
export type SingleValue = boolean | number | string | KeptResult | Limit | SweepAxis;

/** The value of any option. */
export type OptionValue = Exclude<SingleValue, SweepAxis> | readonly string[] | readonly SweepAxis[];

/** Parsed options of a table that is not known statically. */
export type OptionValues = Readonly<Record<string, OptionValue | undefined>>;

/** `maxHeap` as it is written on the line: `--max-heap`. */
export function longName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The ways to write an option, short first: `-r`, `--repeat`. */
export function spellings(key: string, spec: OptionSpec): readonly string[] {
  return spec.short === undefined ? [longName(key)] : [`-${spec.short}`, longName(key)];
}

/** The options that are set without being written. */
export function defaults(table: OptionTable): OptionValues {
  const values: Record<string, OptionValue> = {};
  for (const [key, spec] of Object.entries(table)) {
    const preset = spec.kind === "flag" ? false : isList(spec) ? [] : presetOf(spec);
    if (preset !== undefined) values[key] = preset;
  }
  return values;
}

/** Whether an option may be given several times. */
export function isList(spec: OptionSpec): spec is ListOption {
  return "isList" in spec;
}

/** The value of an option that is not written, where the help names one. */
export function presetOf(spec: OptionSpec): number | string | undefined {
  return "default" in spec ? spec.default : undefined;
}

/** What stands for the value of an option in the help: `N`, `rss|heap`. */
export function metavarOf(spec: Exclude<OptionSpec, FlagOption>): string {
  return spec.kind === "choice" ? spec.choices.join("|") : spec.metavar;
}
