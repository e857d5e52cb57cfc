import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { splitForLoop } from "../../src/measure/loop-source";
import type { CompiledCode } from "../../src/model/program";

const MARK = 'Object.defineProperty(exports, "__esModule", { value: true });';

function code(...lines: readonly string[]): CompiledCode {
  return { javascript: lines.join("\n"), isAsync: false, fileName: "cell", lastValueName: "tsLastExpr" };
}

function split(...lines: readonly string[]): { once: string[]; body: string[] } {
  const { once, body } = splitForLoop(code(...lines), names);
  return { once: once.split("\n"), body: body.split("\n") };
}

const names = { sink: "sink.y", nameOf: (name: string) => `v_${name}` };

describe("splitForLoop", () => {
  it("puts the converter's own lines before the loop, and the last value into the sink", () => {
    const parts = split(
      "'use strict';",
      "var _a;",
      MARK,
      "exports.z = exports.tsLastExpr = void 0;",
      "let z = 1;",
      "exports.z = z;",
      "exports.tsLastExpr = z++;",
    );
    assert.deepEqual(parts.once, ["'use strict';", "var _a;", MARK, "exports.z = exports.tsLastExpr = void 0;"]);
    assert.deepEqual(parts.body, ["", "let z = 1;", "exports.z = z;", "sink.y             = z++;"]);
  });

  it("leaves a body without header or value as it is", () => {
    assert.deepEqual(split("exports.n++;"), { once: [""], body: ["exports.n++;"] });
    assert.deepEqual(split(""), { once: [""], body: [""] });
  });

  it("runs imports once, wherever they stand, and keeps every other character in its place", () => {
    const lines = [
      MARK,
      "exports.join = exports.fs = exports.os = exports.a = exports.tsLastExpr = void 0;",
      "let a = 1;",
      'const path_1 = require("path");',
      'Object.defineProperty(exports, "join", { enumerable: true, get: function () { return path_1.join; } });',
      'const fs = __importStar(require("fs"));',
      "exports.fs = fs;",
      'const os_1 = __importDefault(require("os"));',
      "exports.os = os_1.default;",
      "exports.tsLastExpr = (0, path_1.join)(fs, a);",
    ];
    const { once, body } = split(...lines);
    assert.deepEqual(once, [lines[0], `${lines[1]} ${lines.slice(3, 9).join(" ")}`]);
    assert.deepEqual(
      body.map((line) => line.trimEnd()),
      ["", "let a = 1;", "", "", "", "", "", "", "sink.y             = (0, path_1.join)(fs, a);"],
    );
    assert.deepEqual(
      body.slice(1).map(({ length }) => length),
      lines.slice(2).map(({ length }) => length),
    );
  });

  it("is not fooled by text that only looks like the converter's", () => {
    const body = ["const text = `", MARK, "exports.tsLastExpr = 1;", 'const fs_1 = require("fs");', "`;", "exports.tsLastExpr = text;"];
    const parts = split(`/* ${MARK}`, "*/", MARK, "exports.text = exports.tsLastExpr = void 0;", ...body);
    assert.deepEqual(parts.body, ["", ...body.slice(0, -1), "sink.y             = text;"]);
  });

  it("leaves the variables that the body assigns where they live", () => {
    const body = "exports.fs = other; exports.n = exports.n + 1;";
    assert.deepEqual(split(MARK, body).body, ["", body]);
  });

  it("gives variables that are read once another name, and nothing another place", () => {
    const javascript = "exports.f = void 0;\nconst g = (0, exports.f)(exports\n.rows);";
    const reads = [
      { name: "f", start: javascript.indexOf("exports.f)"), end: javascript.indexOf(")(") },
      { name: "rows", start: javascript.indexOf("exports\n"), end: javascript.indexOf(");", 40) },
    ];
    const { body } = splitForLoop({ ...code(javascript), steadyReads: reads }, names);
    assert.equal(body, "exports.f = void 0;\nconst g = (0, v_f      )(v_rows \n     );");
  });

  it("throws a SyntaxError for what is no list of statements", () => {
    for (const javascript of ["} {", "break;", "await 1;", "return;", "let = = 3"])
      assert.throws(() => splitForLoop(code(javascript), names), SyntaxError);
    assert.doesNotThrow(() => splitForLoop({ ...code("await 1;"), isAsync: true }, names));
  });
});
