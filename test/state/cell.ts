import { Script } from "node:vm";

let cells = 0;

/** The value of an expression that stands in a script of its own, as the code of a cell does. */
export function inCell<Value = unknown>(expression: string): Value {
  return new Script(`(${expression}\n)`, { filename: `cell ${++cells}` }).runInThisContext() as Value;
}
