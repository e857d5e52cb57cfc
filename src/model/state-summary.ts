/** What a child of the engine `fresh` was given of the notebook. */
export interface StateSummary {
  /** Variables whose values were copied, with the bytes that they took. */
  readonly copied: readonly { readonly name: string; readonly bytes: number }[];
  /**
   * What was made anew: functions and classes rebuilt from their source, packages loaded, settings applied. `how` begins with its verb
   * (`rebuilt`, `loaded`, `applied`): results group the names by it.
   */
  readonly replayed: readonly { readonly name: string; readonly how: string }[];
  /** From the first look at the notebook to the child's last check. */
  readonly carryNs?: number;
}
