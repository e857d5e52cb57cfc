import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Message } from "../../src/kernel/protocol/wire";
import type { NotebookSession } from "../support/notebook-session";
import { startStock } from "./linked-folder";

/** Cells without a magic, some of which hold what magics are made of. */
const cells: readonly string[] = [
  "1 + 1",
  "'100 %'",
  "let n = 7; const s: string = 'x'; function f(x: number) { return x + n; }",
  "n\n% 4",
  "const o = { n, f }; o.f(n % 2)",
  "console.log('a'); console.error('b'); process.stdout.write('c')",
  "import { display } from 'tslab'; display.html('<b>5 %</b>');",
  "/** @module local */\nexport const five = 5 % 7;",
  "import { five } from './local'; five",
  "await new Promise((resolve) => setTimeout(resolve, 10, 'awaited'))",
  "throw new Error('50 %')",
  "new Error('kept').stack",
  "const broken: number = '%'",
  "`%memit ${n}\n%lsmagic`",
  "console.log(new Error('with a stack').stack)",
];

const completions: readonly string[] = ["Math.sq", "n % Math.ab", "'😀' + s.to"];

let plain: NotebookSession;
let attached: NotebookSession;
const ends: (() => Promise<void>)[] = [];

describe("what holds no magic is as without this package", () => {
  before(async () => {
    for (const use of [(session: NotebookSession) => (plain = session), (session: NotebookSession) => (attached = session)]) {
      const { session, end } = await startStock();
      use(session);
      ends.push(end);
    }
    await plain.must("0");
    await attached.must('import "tslab-magics"; 0');
    await plain.must("0");
    // Whatever a magic changes for its own run is gone afterwards.
    await attached.must("%time 0");
  });
  after(() => Promise.all(ends.map((end) => end())));

  for (const code of cells) {
    test(JSON.stringify(code), async () => {
      const [expected, actual] = await Promise.all([messagesOf(plain, code), messagesOf(attached, code)]);
      assert.deepEqual(actual, expected);
    });
  }

  for (const code of completions) {
    test(`completion of ${JSON.stringify(code)}`, async () => {
      const ask = (session: NotebookSession) => session.kernel.request("complete_request", { code, cursor_pos: code.length });
      assert.deepEqual(await ask(attached), await ask(plain));
      const inspect = (session: NotebookSession) => session.kernel.request("inspect_request", { code, cursor_pos: code.length });
      assert.deepEqual(await inspect(attached), await inspect(plain));
      const isComplete = (session: NotebookSession) => session.kernel.request("is_complete_request", { code });
      assert.deepEqual(await isComplete(attached), await isComplete(plain));
    });
  }
});

/** Every message of a cell, its reply among them, with nothing but ids and times left out. */
async function messagesOf(session: NotebookSession, code: string): Promise<unknown> {
  const log: Message[] = [];
  const reply = await session.kernel.execute(code, { onIopub: (message) => log.push(message) });
  // tslab aborts what comes within 200 ms of an error.
  if (reply.status === "error") await delay(300);
  return { reply, log: log.map(({ header, content }) => [header.msg_type, withoutFolder(content, session.folder)]) };
}

function withoutFolder(content: unknown, folder: string): unknown {
  return JSON.parse(JSON.stringify(content).replaceAll(folder, "FOLDER"));
}
