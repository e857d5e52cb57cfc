import assert from "node:assert/strict";
import { test } from "node:test";
import { completeMagic } from "../../src/magics/completion";
import { inspectMagic } from "../../src/magics/inspection";
import { draftSegments, withoutMagics } from "../../src/magics/draft";
import { registry } from "../../src/magics/registry";

const ALL_OPTIONS =
  "-r --repeat -t --timeout -i --interval -c --children --metric --compare --assert-peak --assert-increment --sweep --budget --budget-peak --expect --force -o --result -v --variable -q --quiet --keep --fresh --max-heap --max-data";

/** The cursor is the bar; the word that is replaced is given with the matches. */
const MATCHES: readonly (readonly [cell: string, word: string, matches: string])[] = [
  ["%me|", "%me", "%memit"],
  ["%me|mit f()", "%memit", "%memit"],
  ["%|", "%", "%memit %%memit %timeit %%timeit %heap %%heap %time %%time %lsmagic"],
  ["// note\n%%|", "%%", "%%memit %%timeit %%heap %%time"],
  ["f();\n%|", "%", "%memit %timeit %heap %time %lsmagic"],
  ["f()\n  %ti|", "%ti", "%timeit %time"],
  ["const r = %|", "%", "%memit %timeit %heap %time"],
  ["?%l|", "%l", "%lsmagic"],
  ["%memit f(/`/)\n%ti|", "%ti", "%timeit %time"],
  ["%memit -|", "-", ALL_OPTIONS],
  ["%memit --m|", "--m", "--metric --max-heap --max-data"],
  ["%memit -q --re|=3 f()", "--re", "--repeat --result"],
  ["%%memit --k|\nf()", "--k", "--keep"],
  ["const r = %memit -o --k|", "--k", "--keep"],
  ["%memit -r |", "", ""],
  ["%memit -v ou|", "", ""],
  ['%heap --save "my fi|', "", ""],
  ['%heap --save "my -|', "", ""],
  ['%heap --save="my fi|', "", ""],
  ['%heap --save "my file"|', "", ""],
  ['%heap --save "my file" --re|', "--re", "--retained --referrers --references --result"],
  ["%heap --paths Row --pa|", "--pa", "--paths"],
];

for (const [marked, word, matches] of MATCHES) {
  test(`completes ${JSON.stringify(marked)}`, () => {
    const text = marked.replace("|", "");
    const found = completeMagic(text, marked.indexOf("|"), registry);
    assert.ok(found.kind === "magic");
    assert.equal(found.matches.join(" "), matches);
    assert.equal(text.slice(found.start, found.end), word);
  });
}

const CODE: readonly (readonly [cell: string, text: string])[] = [
  ["xs.|", "xs."],
  ["a %m|", "a %m"],
  ["`\n%me|`", "`\n%me`"],
  ["f(\n%me|", "f(\n%me"],
  ["%memit |", ";      "],
  ["%memit -r 3 xs.|", ";           xs."],
  ["%memit -- -|", ";         -"],
  ['%heap --save "my file" xs.|', ";                      xs."],
  ["%memit f() -|", ";      f() -"],
  ["const r = %memit -o xs.|\r\nfoo()", "const r =           xs.\r\nfoo()"],
  ["const r = %heap -o\nr.|", "const r = ;       \nr."],
  ["%%memit -r 3 const a = 1\na.|b()", ";            const a = 1\na.b()"],
  ["?%memit\nxs.|", " ;     \nxs."],
  ["%memit -r x f()\n%nope\nxs.|", ";           f()\n%nope\nxs."],
];

for (const [marked, expected] of CODE) {
  test(`hands over the code of ${JSON.stringify(marked)}`, () => {
    assert.deepEqual(completeMagic(marked.replace("|", ""), marked.indexOf("|"), registry), { kind: "code", text: expected });
  });
}

const HELP: readonly (readonly [cell: string, firstLine: string])[] = [
  ["%me|mit -r 3 f()", "%memit: Peak memory of a line or a cell"],
  ["%memit|", "%memit: Peak memory of a line or a cell"],
  ["%memit?|", "%memit: Peak memory of a line or a cell"],
  ["?%heap|", "%heap: What a line, a cell or the notebook keeps alive in memory, by class"],
  ["%%time|it\nf()", "%timeit: Time of a line or a cell, over many loops"],
  ["%memit -|r 3 f()", "-r, --repeat N"],
  ["%memit -r 3| f()", "-r, --repeat N"],
  ["%memit --max-heap=20|MiB f()", "--max-heap SIZE"],
];

for (const [marked, firstLine] of HELP) {
  test(`explains ${JSON.stringify(marked)}`, () => {
    const found = inspectMagic(marked.replace("|", ""), marked.indexOf("|"), registry);
    assert.ok(found.kind === "magic");
    assert.equal(found.bundle["text/plain"].split("\n")[0], firstLine);
  });
}

test("inspection of measured code hands it over", () => {
  assert.deepEqual(inspectMagic("%memit -r 3 f()", 13, registry), { kind: "code", text: ";           f()" });
});

test("without magics, a cell is its code, each piece at its place and a statement of its own", () => {
  const text = "f()\n%memit (g)()\n// c\nconst r = %timeit -o h()\n%heap?";
  const bare = withoutMagics(text, draftSegments(text, registry));
  assert.equal(bare, "f()\n;      (g)()\n// c\nconst r =            h()\n;     ");
});
