/**
 * Makes V8 keep an object's properties in fixed slots again. An object from which a property was deleted, as the kernel does after each cell,
 * becomes a hash table: a timed loop then pays 10 ns for each variable that it reads instead of 0.3. V8 turns an object back when it serves
 * as a prototype that is looked up through. Nothing that a program can see changes.
 */
export function makeFast(variables: object): void {
  const heir = Object.create(variables) as { readonly absent?: unknown };
  // V8 converts it once the look-up below has warmed up.
  for (let i = 0; i < 10; i++) lookUp(heir);
}

function lookUp(heir: { readonly absent?: unknown }): unknown {
  return heir.absent;
}
