/**
 * A state that a notebook can be in, and a cell that shows it. A measured cell must print what an ordinary cell prints in its place, twice
 * over, and leave the notebook as it was. Cells that write do so on purpose: a change that survives the child shows up in the next run.
 */
export interface State {
  readonly name: string;
  /** Ordinary cells that bring the state about. */
  readonly cells: readonly string[];
  /** The cell that is measured, and then run as an ordinary one. It must print something. */
  readonly cell: string;
  /** An ordinary cell that takes back what the state has changed of the process, for the states that share its kernel. */
  readonly undo?: string;
  /** The state changes the process in a way that nothing takes back: no other state comes after it in its kernel. */
  readonly lasting?: true;
  /** The state is, in part, a handle of the operating system or of native code, which no other process can have. */
  readonly native?: true;
  /** What the message of a refusal may name, besides the variables that the cells declare: a package, a setting, a global. */
  readonly about?: readonly string[];
}
