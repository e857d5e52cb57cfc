// What is timed, by us and by the peers: one text for all.

/**
 * From a nanosecond to ten milliseconds. The short ones have arguments that change, as V8 may otherwise compute with them in advance. `setup` is one line and runs once; `expression` is timed. `isAsync`: its value is a promise, which is awaited
 * before the next.
 */
export const BODIES = [
  { name: "a counter", setup: "const counter = { value: 0 };", expression: "(counter.value = (counter.value + 1) & 1023)" },
  {
    name: "a step of a generator",
    setup: "const state = new Int32Array([1]);",
    expression: "(state[0] = (Math.imul(state[0], 1664525) + 1013904223) | 0)",
  },
  {
    name: "Map.get",
    setup: 'const keys = [..."abcdefgh"]; const map = new Map(keys.map((key, i) => [key, i])); const turn = { next: 0 };',
    expression: "map.get(keys[(turn.next = (turn.next + 1) & 7)])",
  },
  {
    name: "indexOf in texts",
    setup: 'const texts = Array.from({ length: 8 }, (_, i) => "hay ".repeat(i) + "needle"); const turn = { next: 0 };',
    expression: 'texts[(turn.next = (turn.next + 1) & 7)].indexOf("needle")',
  },
  { name: "a regular expression", setup: 'const date = "2026-11-21";', expression: String.raw`/(\d+)-(\d+)-(\d+)/.exec(date)` },
  { name: "JSON.parse of an object", setup: `const json = '{"id":1,"name":"one"}';`, expression: "JSON.parse(json)" },
  { name: "an async function", setup: "const one = async () => 1;", expression: "one()", isAsync: true },
  {
    name: "1,000 numbers added up",
    setup:
      "const numbers = Array.from({ length: 1000 }, (_, i) => i / 7); const sumOf = (values) => { let sum = 0; for (let i = 0; i < values.length; i++) sum += values[i]; return sum; };",
    expression: "sumOf(numbers)",
  },
  {
    name: "an async function with 100 awaits",
    setup: "const hundred = async () => { let sum = 0; for (let i = 0; i < 100; i++) sum += await i; return sum; };",
    expression: "hundred()",
    isAsync: true,
  },
  {
    name: "1,000 numbers sorted",
    setup: "const shuffled = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1009);",
    expression: "[...shuffled].sort((a, b) => a - b)",
  },
  {
    name: "JSON.stringify of 1,000 objects",
    setup: 'const rows = Array.from({ length: 1000 }, (_, i) => ({ id: i, name: "row " + i, value: i / 7 }));',
    expression: "JSON.stringify(rows)",
  },
  {
    name: "primes below 1,000,000",
    setup:
      "const primesBelow = (n) => { const sieve = new Uint8Array(n); let count = 0; for (let i = 2; i < n; i++) { if (sieve[i]) continue; count++; for (let k = i * i; k < n; k += i) sieve[k] = 1; } return count; };",
    expression: "primesBelow(1_000_000)",
  },
];
