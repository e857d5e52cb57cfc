/** Sets of variables by number, each kept once: two sets are equal if their numbers are. */
export class VariableSets {
  /** The number of the set without members. */
  readonly empty = 0;
  readonly #members: (readonly number[])[] = [[]];
  readonly #numbers = new Map<string, number>([["", 0]]);
  readonly #unions = new Map<string, number>();

  single(variable: number): number {
    return this.#intern([variable]);
  }

  union(one: number, other: number): number {
    if (one === other || other === this.empty) return one;
    if (one === this.empty) return other;
    const key = `${one} ${other}`;
    const known = this.#unions.get(key);
    if (known !== undefined) return known;
    const union = this.#intern([...new Set([...this.members(one), ...this.members(other)])].sort((a, b) => a - b));
    this.#unions.set(key, union);
    return union;
  }

  /** In rising order. */
  members(set: number): readonly number[] {
    return this.#members[set]!;
  }

  #intern(members: readonly number[]): number {
    const key = members.join(" ");
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#members.push(members) - 1);
    return this.#members.length - 1;
  }
}
