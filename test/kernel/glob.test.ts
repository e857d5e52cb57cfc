import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { matchesGlob } from "../../src/kernel/protocol/glob";

test("a glob matches whole texts", () => {
  const matching: readonly (readonly [text: string, glob: string])[] = [
    ["", ""],
    ["", "*"],
    ["abc", "abc"],
    ["abc", "a*"],
    ["abc", "*c"],
    ["a\nb", "a*b"],
    ["😀x", "?x"],
    ["a.b", "a.b"],
    ["mississippi", "m*iss*ip*i"],
    ["b", "[a-c]"],
    ["-", "[a-]"],
    ["]", "[]]"],
    ["d", "[^a-c]"],
    ["[", "["],
    ["a[b", "a[b"],
  ];
  for (const [text, glob] of matching) assert.ok(matchesGlob(text, glob), `${glob} matches ${text}`);
});

test("and nothing less", () => {
  const failing: readonly (readonly [text: string, glob: string])[] = [
    ["a", ""],
    ["abc", "ab"],
    ["abc", "*b"],
    ["axb", "a.b"],
    ["ABC", "abc"],
    ["b", "[^a-c]"],
    ["b", "[c-a]"],
    ["", "?"],
    ["mississippi", "m*iss*iss*iss*"],
  ];
  for (const [text, glob] of failing) assert.ok(!matchesGlob(text, glob), `${glob} does not match ${text}`);
});

test("stars and question marks mean what they mean in a regular expression", () => {
  const small = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
  const globs = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
  fc.assert(
    fc.property(small, globs, (text, glob) => {
      const expression = new RegExp(`^${glob.replaceAll("?", ".").replaceAll("*", ".*")}$`);
      assert.equal(matchesGlob(text, glob), expression.test(text));
    }),
    { numRuns: 2000 },
  );
});

test("many stars take no exponential time", () => {
  assert.ok(!matchesGlob("a".repeat(2000), `${"*a".repeat(200)}b`));
});
