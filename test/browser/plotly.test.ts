import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Browser, chromium, type Page } from "playwright-core";
import { pictureOf } from "../../src/render/sweep-picture";
import { plotlyFigure } from "../../src/render/sweep-plotly";
import { sweepSamples } from "../render/sweep-samples";

const { CHROMIUM_PATH = "" } = process.env;
const missing = CHROMIUM_PATH === "" ? "`npm test` finds Chromium, and names it in CHROMIUM_PATH" : false;

/** What the page has of plotly.js. */
interface PlotlyPage {
  readonly Plotly: {
    validate(data: unknown, layout: unknown): readonly { readonly msg: string }[] | undefined;
    newPlot(id: string, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  };
}

describe("plotly.js in Chromium", { skip: missing }, () => {
  let browser: Browser;
  let page: Page;

  before(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: ["--no-sandbox", "--disable-gpu"] });
    page = await browser.newPage();
    await page.setContent("<div id=figure></div>");
    await page.addScriptTag({ path: require.resolve("plotly.js-dist-min") });
  });
  after(() => browser.close());

  for (const [name, sample] of Object.entries(sweepSamples)) {
    it(`draws the figure of a sweep, and finds nothing wrong with it: ${name}`, async () => {
      const figure = plotlyFigure(pictureOf(await sample()));
      const drawn = await page.evaluate(async ({ data, layout, config }) => {
        const { Plotly } = globalThis as unknown as PlotlyPage;
        const problems = (Plotly.validate(data, layout) ?? []).map(({ msg }) => msg);
        await Plotly.newPlot("figure", data, layout, config);
        const { document } = globalThis as unknown as { document: { querySelectorAll(selector: string): { readonly length: number } } };
        return { problems, points: document.querySelectorAll("#figure .scatterlayer .point").length };
      }, figure as never);
      assert.deepEqual(drawn.problems, []);
      assert.ok(drawn.points > 0);
    });
  }
});
