import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "../../src/render/html";

test("text is escaped, in content and in attributes", () => {
  const text = `<b a="1" b='2'>&amp;`;
  assert.equal(
    html`<i title="${text}">${text}</i>`.markup,
    `<i title="&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;">&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;</i>`,
  );
});

test("markup is put in as it is, a list of it line by line", () => {
  const items = [html`<b>${"<1>"}</b>`, undefined, html`<b>2</b>`];
  assert.equal(html`<i>${items}</i>`.markup, "<i><b>&lt;1&gt;</b>\n<b>2</b></i>");
});

test("what is absent leaves nothing", () => {
  assert.equal(html`<p>${undefined}${[]}${""}</p>`.markup, "<p></p>");
});

test("zero is a value", () => {
  assert.equal(html`${0}`.markup, "0");
});

test("an object that looks like markup is not", () => {
  const forged = { markup: "<script>" };
  // @ts-expect-error: only html makes markup
  assert.throws(() => html`<p>${forged}</p>`);
  // @ts-expect-error: nor in a list
  assert.throws(() => html`<p>${[forged]}</p>`);
});

test("the indentation of the source does not reach the page, that of a value does", () => {
  // prettier-ignore
  assert.equal(html`<i>
    ${"a    b"}</i>`.markup, "<i>\na    b</i>");
});
