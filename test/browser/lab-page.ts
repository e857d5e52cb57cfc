import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Browser, type Locator, type Page, chromium } from "playwright-core";

const SCREENSHOTS = resolve(__dirname, "../../../.tmp");
const STEP_LIMIT_MS = 30_000;
/** What the front end may take to ask the kernel and to show the answer, before it is asked again. */
const TAB_PAUSE_MS = 500;
const VIEW = { width: 1000, height: 1200 };

/** Headless, as any user including root, and without calls to the outside. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a cell's output was at one moment. */
export interface Look {
  /** How many outputs stood there. */
  readonly outputs: number;
  /** The names of the results among them, as a screen reader says them. */
  readonly names: readonly string[];
  readonly text: string;
}

/** A notebook that is open in JupyterLab, in a browser of its own. */
export class LabPage {
  readonly #browser: Browser;
  readonly page: Page;
  /** Dialogs that a script of the page opened. There are none unless a hostile text ran. */
  readonly dialogs: string[] = [];

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
    page.setDefaultTimeout(STEP_LIMIT_MS);
    page.on("dialog", (dialog) => {
      this.dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  }

  /** Resolves when the notebook is shown and its kernel is idle. */
  static async open(executablePath: string, url: string): Promise<LabPage> {
    const browser = await chromium.launch({ executablePath, args: ARGUMENTS, timeout: STEP_LIMIT_MS });
    try {
      const page = new LabPage(browser, await browser.newPage({ viewport: VIEW }));
      await page.page.goto(url);
      await page.#ready();
      return page;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** The cell of this index, counted from 0. */
  cell(index: number): Locator {
    return this.page.locator(".jp-Notebook .jp-Cell").nth(index);
  }

  /** The outputs of the cell of this index. */
  outputs(index: number): Locator {
    return this.cell(index).locator(".jp-OutputArea-output");
  }

  /** The code that stands in the cell of this index. */
  async code(index: number): Promise<string> {
    return (await this.cell(index).locator(".cm-line").allInnerTexts()).join("\n");
  }

  /** Starts the cell of this index and does not wait for it. */
  async start(index: number): Promise<void> {
    await this.page.evaluate(`(() => {
      jupyterapp.shell.currentWidget.content.activeCellIndex = ${index};
      globalThis.hasEnded = false;
      jupyterapp.commands.execute("notebook:run-cell").then(() => { globalThis.hasEnded = true; });
    })()`);
  }

  /** Waits until the cell that was started has ended; resolves with the text of its outputs. */
  async ended(index: number): Promise<string> {
    await this.#waitFor(`The cell ${index} did not end`, "globalThis.hasEnded");
    await this.idle();
    return (await this.outputs(index).allInnerTexts()).join("\n");
  }

  /** Runs the cell of this index to its end; resolves with the text of its outputs. */
  async run(index: number): Promise<string> {
    await this.start(index);
    return this.ended(index);
  }

  /** Presses the Stop button of the toolbar. */
  async stop(): Promise<void> {
    await this.page.locator('.jp-Toolbar [data-command="notebook:interrupt-kernel"]').first().click();
  }

  /** Puts the cursor into the cell of this index and types. */
  async type(index: number, text: string): Promise<void> {
    await this.cell(index).locator(".cm-content").click();
    await this.page.keyboard.press("End");
    await this.page.keyboard.type(text);
  }

  /** Presses Tab after what was typed into the cell of this index, and takes `match` where there is a choice, until it stands there. */
  async complete(index: number, match: string, code: string): Promise<void> {
    const item = this.page.locator(`.jp-Completer-item[data-value="${match}"]`);
    const deadline = Date.now() + STEP_LIMIT_MS;
    while ((await this.code(index)) !== code) {
      if (Date.now() > deadline) throw new Error(`Tab did not complete ${match}: the cell is ${JSON.stringify(await this.code(index))}.`);
      if (await item.isVisible()) await item.click();
      else await this.page.keyboard.press("Tab");
      await pause(TAB_PAUSE_MS);
    }
  }

  /** From here on, remembers every look that the outputs of the cell of this index have. */
  async watch(index: number): Promise<void> {
    await this.page.evaluate(`(${WATCH})(document.querySelectorAll(".jp-Notebook .jp-Cell")[${index}])`);
  }

  /** The looks since {@link watch}, oldest first. */
  looks(): Promise<Look[]> {
    return this.page.evaluate("globalThis.looks");
  }

  async idle(): Promise<void> {
    await this.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first().waitFor({ state: "attached" });
  }

  /** Saves the notebook to its file. */
  async save(): Promise<void> {
    await this.page.evaluate(`jupyterapp.commands.execute("docmanager:save")`);
  }

  async theme(name: "JupyterLab Light" | "JupyterLab Dark"): Promise<void> {
    await this.page.evaluate(`jupyterapp.commands.execute("apputils:change-theme", { theme: "${name}" })`);
    await this.page.locator(`body[data-jp-theme-name="${name}"]`).waitFor({ state: "attached" });
  }

  /** Writes a picture of the page, with the cell of this index in it, to .tmp/ of the repository. */
  async screenshot(name: string, index: number): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.cell(index).scrollIntoViewIfNeeded();
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  /** JupyterLab shows a kernel as idle before it has introduced itself; cells that are run then come to nothing. */
  async #ready(): Promise<void> {
    await this.page.locator(".jp-Notebook .jp-Cell").first().waitFor();
    await this.#waitFor("The kernel was not ready", `jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle"`);
    await this.page.evaluate(`Promise.all([
      jupyterapp.restored,
      jupyterapp.shell.currentWidget.context.ready,
      jupyterapp.shell.currentWidget.sessionContext.ready,
      jupyterapp.shell.currentWidget.sessionContext.session.kernel.info,
    ]).then(() => undefined)`);
    await this.idle();
  }

  async #waitFor(complaint: string, condition: string): Promise<void> {
    try {
      await this.page.waitForFunction(condition);
    } catch (error) {
      throw new Error(`${complaint} within ${STEP_LIMIT_MS / 1000} s.`, { cause: error });
    }
  }
}

/** Runs in the page. */
const WATCH = `(cell) => {
  globalThis.looks = [];
  const look = () => {
    const outputs = [...cell.querySelectorAll(".jp-OutputArea-child")];
    const names = outputs.flatMap((output) => [...output.querySelectorAll('[role="figure"]')].map((figure) => figure.ariaLabel));
    const last = globalThis.looks.at(-1);
    const now = { outputs: outputs.length, names, text: outputs.map((output) => output.innerText).join("\\n") };
    if (JSON.stringify(last) !== JSON.stringify(now)) globalThis.looks.push(now);
  };
  new MutationObserver(look).observe(cell, { childList: true, subtree: true, characterData: true });
}`;
