import { createRequire } from "node:module";
import {
  type Conversion,
  type Executor,
  type ExecutorConsole,
  MapRecorder,
  type Tslab,
  type TslabConversion,
  declarationsOf,
  syntaxErrors,
  withEmitHooks,
  withTopLevelAwait,
  withoutMapComment,
  withoutProxy,
} from "../tslab";
import { describeThrown } from "../../measure/thrown";
import type { SourcePositions } from "../source-positions";
import { installStackTraces } from "../stack-traces";
import type { Internals } from "./tslab-shapes";

export interface StockTslabOptions {
  /** Where the kernel's `tslab/dist/jupyter.js` lies; its other modules lie beside it. */
  readonly jupyterFile: string;
  readonly executor: Executor;
  readonly internals: Internals;
  readonly positions: SourcePositions;
  /** Hears of the pieces that are run here; ordinary cells report to tslab's own console. */
  readonly console: ExecutorConsole;
}

/** The parts of TypeScript's module that are used here. */
interface TypeScript {
  readonly ModuleKind: { readonly CommonJS: number };
  readonly NewLineKind: { readonly LineFeed: number };
  transpileModule(input: string, options: object): { readonly outputText: string; readonly sourceMapText?: string };
}

/**
 * The converter and executor of a running tslab kernel. They are the kernel's own, so variables, declarations and their order are one with
 * those of ordinary cells. Between two calls nothing of them is changed.
 */
export function stockTslab(options: StockTslabOptions): Tslab {
  const { jupyterFile, executor, internals } = options;
  const load = createRequire(jupyterFile);
  const ts = load("@tslab/typescript-for-tslab") as TypeScript;
  const { isCompleteCode } = load("./converter.js") as Pick<Tslab, "isCompleteCode">;
  const { getCodeMetadata } = load("./metadata.js") as { readonly getCodeMetadata: Tslab["codeMetadata"] };
  const { printQuickInfo } = load("./inspect.js") as Pick<Tslab, "printQuickInfo">;
  const converting = new Converting(ts, internals);
  return {
    executor,
    rawLocals: withoutProxy(executor.locals),
    declarations: () => declarationsOf(executor, internals.converter),
    convert: (prevDecl, src) => converting.convert(prevDecl, src),
    runConverted: (conversion) => runConverted(conversion, options),
    codeMetadata: getCodeMetadata,
    printQuickInfo,
    isCompleteCode,
    syntaxErrors: (src) => syntaxErrors(ts, src, internals.isJs),
    require: (id) => cellRequire()(id),
  };
}

function cellRequire(): (id: string) => unknown {
  return (globalThis as unknown as { readonly __tslab__: { readonly require: (id: string) => unknown } }).__tslab__.require;
}

/** The executor takes its converter's result before it first waits, and tells its console what came of it. */
async function runConverted(conversion: Conversion, { executor, internals, positions, console }: StockTslabOptions): Promise<boolean> {
  const { converter, console: own } = internals;
  const { log, error } = own;
  const restoreStackTraces = installStackTraces(positions);
  own.log = (value) => console.log(value);
  own.error = (...args) => {
    // An error's stack is written when it is first read: now, in words of the cell.
    for (const thrown of args) describeThrown(thrown);
    console.error(...args);
  };
  try {
    return await executing(converter, conversion, executor);
  } finally {
    Object.assign(own, { log, error });
    restoreStackTraces();
  }
}

function executing(converter: Internals["converter"], conversion: Conversion, executor: Executor): Promise<boolean> {
  const { convert } = converter;
  converter.convert = () => conversion;
  try {
    return executor.execute("");
  } finally {
    converter.convert = convert;
  }
}

/** tslab's conversion with what our kernels add to it: source maps, the mended shorthand properties, every `await` at the top level. */
class Converting {
  readonly #ts: TypeScript;
  readonly #internals: Internals;
  readonly #maps = new MapRecorder();
  #isOn = false;

  constructor(ts: TypeScript, internals: Internals) {
    this.#ts = ts;
    this.#internals = internals;
    this.#hookPrograms();
  }

  convert(prevDecl: string, src: string): Conversion {
    const { converter, compilerOptions } = this.#internals;
    this.#isOn = true;
    compilerOptions.sourceMap = true;
    try {
      return this.#maps.record(() => this.#mapped(withTopLevelAwait(this.#ts, converter.convert(prevDecl, src))));
    } finally {
      delete compilerOptions.sourceMap;
      this.#isOn = false;
    }
  }

  /** Every program that the watcher makes from now on; those of ordinary cells emit as before. */
  #hookPrograms(): void {
    const { host } = this.#internals;
    const { afterProgramCreate } = host;
    host.afterProgramCreate = (program) => {
      const plain = program.emit;
      withEmitHooks(this.#ts, this.#maps, program);
      const hooked = program.emit;
      program.emit = (...args) => (this.#isOn ? hooked : plain).apply(program, args);
      afterProgramCreate.call(host, program);
    };
  }

  /** tslab's last step, from ES module to CommonJS, once more for its source map. */
  #mapped(conversion: TslabConversion): TslabConversion {
    const { module } = this.#maps;
    if (module === undefined || conversion.output === undefined) return conversion;
    const { outputText, sourceMapText } = this.#ts.transpileModule(module, { fileName: "custom.js", compilerOptions: this.#lastStep() });
    const isSame = withoutMapComment(outputText).trimEnd() === conversion.output.trimEnd();
    if (isSame && sourceMapText !== undefined) this.#maps.transpiled(sourceMapText);
    return conversion;
  }

  #lastStep(): object {
    const { ModuleKind, NewLineKind } = this.#ts;
    const { target } = this.#internals.compilerOptions;
    return {
      module: ModuleKind.CommonJS,
      esModuleInterop: true,
      target,
      newLine: NewLineKind.LineFeed,
      noImplicitUseStrict: true,
      sourceMap: true,
    };
  }
}
