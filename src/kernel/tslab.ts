/**
 * The only file that touches tslab's internals (1.0.22, pinned). tslab publishes its converter (TypeScript to JavaScript, with the
 * notebook's earlier variables as `exports.x`) and its executor (which runs that JavaScript) as plain modules. Three things that we need
 * are closed over inside them, and are reached here by giving tslab's modules a facade of its TypeScript in place of the real one:
 *
 * - source maps, so that tracebacks give the line and column as typed;
 * - the shorthand property bug (`const o = {n}` of an earlier `n` became a ReferenceError);
 * - packages that lie beside this kernel, `@types/node` above all, as a last resort below those of the notebook's folder.
 */
import * as path from "node:path";
import type { DisplayContent } from "../model/child";

type TypeScript = any;

export interface TextPosition {
  /** Zero-based. */
  readonly line: number;
  /** Zero-based, in UTF-16 units. */
  readonly character: number;
}

export interface Diagnostic {
  readonly start: TextPosition;
  readonly end: TextPosition;
  readonly messageText: string;
  readonly code: number;
  /** Of a local module; absent for the cell itself. */
  readonly fileName?: string;
}

export interface SyntaxComplaint {
  readonly start: number;
  readonly message: string;
}

export interface SideOutput {
  readonly path: string;
  readonly data: string;
}

/** What tslab's converter makes of a piece of source. With diagnostics, nothing else is set. */
export interface Conversion {
  readonly diagnostics: readonly Diagnostic[];
  readonly output?: string;
  readonly declOutput?: string;
  readonly hasToplevelAwait?: boolean;
  readonly lastExpressionVar?: string;
  readonly sideOutputs?: readonly SideOutput[];
  /** The way back from the output to the source. */
  readonly sourceMaps?: SourceMaps;
}

/** Source maps (version 3, as text) in the order in which a position of the output has to follow them. */
export interface SourceMaps {
  readonly steps: readonly string[];
  /** Lines that stand before the source in the text that the last map leads to. */
  readonly prefixLines: number;
}

export interface CompletionInfo {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly string[];
}

export type TslabConversion = Omit<Conversion, "sourceMaps">;

/** tslab's converter, an object whose functions can be replaced. */
export interface Converter {
  convert(prevDecl: string, src: string): TslabConversion;
  inspect(prevDecl: string, src: string, position: number): unknown;
  close(): void;
}

interface Converters {
  node: Converter | undefined;
}

export interface Executor {
  execute(src: string): Promise<boolean>;
  inspect(src: string, position: number): unknown;
  complete(src: string, position: number): CompletionInfo;
  interrupt(): void;
  close(): void;
  readonly locals: Record<string, unknown>;
}

const TYPESCRIPT = "@tslab/typescript-for-tslab";

/** Lines that tslab's converter puts before the source. */
const SOURCE_PREFIX_LINES = 1;

/** What the executor reports through its console: the value of a last expression, and whatever was thrown. */
export interface ExecutorConsole {
  log(value: unknown): void;
  error(...args: readonly unknown[]): void;
}

export interface TslabOptions {
  readonly isJs: boolean;
  readonly folder: string;
  /** Where a package is looked for when the notebook's folder and its parents do not have it: package name to its folder. */
  findPackage(name: string): string | undefined;
  readonly console: ExecutorConsole;
}

/** tslab's converter and executor of one notebook. */
export interface Tslab {
  readonly executor: Executor;
  /** The notebook's variables without tslab's proxy: the same object, forty times faster to read. */
  readonly rawLocals: Record<string, unknown>;
  /** TypeScript declarations of everything that the cells have declared until now. */
  declarations(): string;
  convert(prevDecl: string, src: string): Conversion;
  /** Runs what was converted before. Resolves to whether it succeeded; the console hears the value or the error. */
  runConverted(conversion: Conversion): Promise<boolean>;
  /** Tags of the leading comment, such as `@module name` and `@browser`. */
  codeMetadata(src: string): { readonly module?: string; readonly mode?: "node" | "browser" };
  printQuickInfo(info: unknown): string;
  isCompleteCode(src: string): { readonly completed: boolean; readonly indent?: string };
  /** Complaints of the parser alone, in order; none for text that is a program. */
  syntaxErrors(src: string): readonly SyntaxComplaint[];
  require(id: string): unknown;
}

/** Converter and executor where they are composed by us, in a kernel of ours. */
export interface ComposedTslab extends Tslab {
  readonly typescriptVersion: string;
  /** Directs `tslab.display` of the process. */
  onDisplay(write: (content: DisplayContent, update: boolean) => void): void;
  /** Wraps the `require` that cells see. */
  wrapRequire(wrap: (original: NodeJS.Require) => NodeJS.Require): void;
  /** Lets go of the compiler's million objects, in a child that converts nothing any more. */
  dropCompiler(): void;
  close(): void;
}

/** Loads tslab, which takes a second or two, and composes it for one notebook. Throws if it is not the tslab that this file knows. */
export function createTslab(options: TslabOptions): ComposedTslab {
  const maps = new MapRecorder();
  const ts: TypeScript = require(TYPESCRIPT);
  const { converterModule, executorModule } = loadTslab(ts, maps, options);
  const typescriptVersion: string = ts.version;
  /** The only references to the compiler, so that it can be dropped. */
  let compiler: Record<"ts" | "converterModule" | "metadata" | "inspect", any> | undefined = {
    ts,
    converterModule,
    metadata: require("tslab/dist/metadata.js"),
    inspect: require("tslab/dist/inspect.js"),
  };
  const newConverter = (isBrowser: boolean): Converter =>
    present(compiler).converterModule.createConverter({ isJS: options.isJs, isBrowser });
  let node: Converter | undefined = newConverter(false);
  let browser: Converter | undefined;
  let converted: Conversion | undefined;

  const convert = (prevDecl: string, src: string): Conversion =>
    maps.record(() => withTopLevelAwait(present(compiler).ts, present(node).convert(prevDecl, src)));
  const converters: Converters & { readonly browser: Converter; close(): void } = {
    node: {
      ...node,
      convert: (prevDecl: string, src: string): TslabConversion => {
        const prepared = converted;
        converted = undefined;
        return prepared ?? convert(prevDecl, src);
      },
    },
    get browser(): Converter {
      return (browser ??= newConverter(true));
    },
    close(): void {
      node?.close();
      browser?.close();
    },
  };

  const executor: Executor = executorModule.createExecutor(options.folder, converters, options.console);
  const jupyter: any = require("tslab/dist/jupyter.js");

  return {
    executor,
    typescriptVersion,
    rawLocals: withoutProxy(executor.locals),
    declarations: () => declarationsOf(executor, present(converters.node)),
    convert,
    runConverted(conversion) {
      converted = conversion;
      return executor.execute("");
    },
    codeMetadata: (src) => present(compiler).metadata.getCodeMetadata(src),
    printQuickInfo: (info) => present(compiler).inspect.printQuickInfo(info),
    isCompleteCode: (src) => present(compiler).converterModule.isCompleteCode(src),
    syntaxErrors: (src) => syntaxErrors(present(compiler).ts, src, options.isJs),
    onDisplay(write) {
      jupyter.lastWriteDisplayData = write;
    },
    wrapRequire(wrap) {
      const scope = cellScope();
      scope.require = wrap(scope.require);
    },
    require: (id) => cellScope().require(id),
    dropCompiler() {
      converters.close();
      node = browser = converters.node = compiler = undefined;
      forgetModules([TYPESCRIPT, ...["converter", "inspect", "metadata"].map((name) => `tslab/dist/${name}.js`)]);
    },
    close: () => {
      executor.close();
    },
  };
}

/** What the executor passes to its converter as the declarations of the earlier cells, which it keeps to itself. */
export function declarationsOf(executor: Executor, converter: Converter): string {
  const { inspect } = converter;
  let declarations = "";
  converter.inspect = (prevDecl) => void (declarations = prevDecl);
  try {
    executor.inspect("", 0);
  } finally {
    converter.inspect = inspect;
  }
  return declarations;
}

function present<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error("The compiler was dropped in this process.");
  return part;
}

/** Takes modules out of Node's table of loaded ones, and empties them, so that nothing is alive because of who has imported them. */
function forgetModules(ids: readonly string[]): void {
  const files = new Set(ids.map((id) => require.resolve(id)));
  const isForgotten = (module: { readonly filename: string } | null | undefined): boolean => files.has(module?.filename ?? "");
  for (const module of Object.values(require.cache)) {
    if (module === undefined) continue;
    if (module.children.some(isForgotten)) module.children = module.children.filter((child) => !isForgotten(child));
    // Deprecated, and yet what Node keeps.
    if (isForgotten(Reflect.get(module, "parent"))) Reflect.set(module, "parent", undefined);
  }
  for (const file of files) {
    const exports: unknown = require.cache[file]?.exports;
    if (typeof exports !== "object" || exports === null) continue;
    for (const key of Reflect.ownKeys(exports)) Reflect.deleteProperty(exports, key);
    Reflect.deleteProperty(require.cache, file);
  }
}

/** tslab sees `await x` at the top level, but not `await (x)` nor `for await`. */
export function withTopLevelAwait(ts: TypeScript, conversion: TslabConversion): TslabConversion {
  const { output, hasToplevelAwait } = conversion;
  if (hasToplevelAwait || !output?.includes("await")) return conversion;
  const isAwait = (node: any): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    return (
      ts.isAwaitExpression(node) ||
      (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
      ts.forEachChild(node, isAwait) === true
    );
  };
  // Only in a module does TypeScript parse an `await` outside functions as one.
  const file = ts.createSourceFile("cell.js", `export {};${output}`, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  return { ...conversion, hasToplevelAwait: ts.forEachChild(file, isAwait) === true };
}

/** Where tslab's executor keeps what it passes to each cell. */
function cellScope(): { require: NodeJS.Require } {
  return (globalThis as any).__tslab__;
}

/** Complaints of TypeScript's parser alone. */
export function syntaxErrors(ts: TypeScript, src: string, isJs: boolean): SyntaxComplaint[] {
  const kind = isJs ? ts.ScriptKind.JS : ts.ScriptKind.TS;
  const file = ts.createSourceFile(isJs ? "cell.js" : "cell.ts", src, ts.ScriptTarget.Latest, false, kind);
  return file.parseDiagnostics.map(({ start, messageText }: any) => ({
    start,
    message: ts.flattenDiagnosticMessageText(messageText, "\n"),
  }));
}

/**
 * The object behind the executor's proxy. The proxy's only trap is `defineProperty`, which assigns to the object behind it; an inherited
 * setter hears that assignment with the object itself as `this`.
 */
export function withoutProxy(locals: Record<string, unknown>): Record<string, unknown> {
  const key = "__tslab_magics_probe__";
  let target: Record<string, unknown> | undefined;
  const keep = (object: Record<string, unknown>): void => {
    target = object;
  };
  const probe = {
    set [key](_value: unknown) {
      keep(this);
    },
  };
  Object.setPrototypeOf(locals, probe);
  Object.defineProperty(locals, key, { value: 0 });
  Object.setPrototypeOf(locals, Object.prototype);
  if (target === undefined) throw new Error("tslab 1.0.22 expected: the executor's variables are not where they were.");
  return target;
}

/** Collects the source maps of one conversion: TypeScript to ES modules, then ES modules to CommonJS. */
export class MapRecorder {
  #emitted: string | undefined;
  #module: string | undefined;
  #transpiled: string | undefined;

  record(convert: () => TslabConversion): Conversion {
    this.#emitted = undefined;
    this.#module = undefined;
    this.#transpiled = undefined;
    const conversion = convert();
    const sourceMaps = conversion.output === undefined ? undefined : this.#mapsOfCell();
    return { ...conversion, ...(sourceMaps && { sourceMaps }) };
  }

  /** The cell as an ES module, between the two steps. */
  get module(): string | undefined {
    return this.#module;
  }

  emitted(fileName: string, content: string): void {
    const name = path.basename(fileName);
    if (name === "__tslab__.js.map") this.#emitted = content;
    if (name === "__tslab__.js") this.#module = content;
  }

  transpiled(map: string): void {
    this.#transpiled = map;
  }

  /** The cell itself is transpiled after its local modules, so the last map is its own. */
  #mapsOfCell(): SourceMaps | undefined {
    if (this.#emitted === undefined || this.#transpiled === undefined) return undefined;
    return { steps: [this.#transpiled, this.#emitted], prefixLines: SOURCE_PREFIX_LINES };
  }
}

function loadTslab(ts: TypeScript, maps: MapRecorder, options: TslabOptions): { converterModule: any; executorModule: any } {
  const typescriptId = require.resolve(TYPESCRIPT);
  const cached = require.cache[typescriptId];
  if (cached === undefined) throw new Error("TypeScript is not loaded.");
  const original: unknown = cached.exports;
  cached.exports = typescriptFacade(ts, maps, options);
  try {
    return { converterModule: require("tslab/dist/converter.js"), executorModule: require("tslab/dist/executor.js") };
  } finally {
    cached.exports = original;
  }
}

/** TypeScript as tslab's modules see it: the same, but for what is overridden here. */
function typescriptFacade(ts: TypeScript, maps: MapRecorder, options: TslabOptions): TypeScript {
  const facade: Record<string, unknown> = {};
  for (const name of Object.keys(ts)) Object.defineProperty(facade, name, { get: () => ts[name], enumerable: true, configurable: true });
  const override = (name: string, value: unknown): void => {
    Object.defineProperty(facade, name, { value, enumerable: true, configurable: true, writable: true });
  };
  override("sys", withPackagesBeside(ts, options));
  override("createWatchCompilerHost", (rootFiles: unknown, compilerOptions: any, ...rest: unknown[]) =>
    watchEmits(ts, maps, withOneTimer(ts.createWatchCompilerHost(rootFiles, { ...compilerOptions, sourceMap: true }, ...rest))),
  );
  override("transpileModule", (input: string, transpileOptions: any) => {
    const compilerOptions = { ...transpileOptions.compilerOptions, sourceMap: true };
    const result = ts.transpileModule(input, { ...transpileOptions, compilerOptions });
    maps.transpiled(result.sourceMapText);
    return { ...result, outputText: withoutMapComment(result.outputText) };
  });
  return facade;
}

/** The code without the comment that names its source map. */
export function withoutMapComment(code: string): string {
  return code.replace(/\n?\/\/# sourceMappingURL=[^\n]*\s*$/, "\n");
}

/**
 * tslab's converter knows one timer of TypeScript's watcher, that of a new program, and breaks for good when the watcher sets another: for imports
 * to be resolved anew, when a package appears in a folder that it watches. That one need not fire: a new program, which every cell makes, looks
 * whether it is set.
 */
export function withOneTimer(host: any): any {
  const { setTimeout, clearTimeout } = host;
  const unfired = {};
  host.setTimeout = (callback: () => void, ...rest: unknown[]) =>
    callback.name === "updateProgramWithWatchStatus" ? setTimeout(callback, ...rest) : unfired;
  host.clearTimeout = (timer: unknown) => {
    if (timer !== unfired) clearTimeout(timer);
  };
  return host;
}

/** Sees every program that tslab's watcher makes, to keep the source maps that it emits and to mend the shorthand properties. */
function watchEmits(ts: TypeScript, maps: MapRecorder, host: any): any {
  let afterProgramCreate: ((program: any) => void) | undefined;
  Object.defineProperty(host, "afterProgramCreate", {
    get: () => afterProgramCreate,
    set(inner: (program: any) => void) {
      afterProgramCreate = (program) => {
        inner(withEmitHooks(ts, maps, program));
      };
    },
  });
  return host;
}

/** A program of TypeScript's watcher that tells its source maps when it emits, and mends the shorthand properties. */
export function withEmitHooks(ts: TypeScript, maps: MapRecorder, program: any): any {
  const emit = program.emit;
  program.emit = (file: any, write: any, token: any, onlyDeclarations: any, transformers: any) =>
    emit.call(
      program,
      file,
      (name: string, data: string, ...rest: unknown[]) => {
        const content = withoutMapComment(data);
        maps.emitted(name, content);
        if (!name.endsWith(".map")) write(name, content, ...rest);
      },
      token,
      onlyDeclarations,
      { ...transformers, after: [shorthandProperties(ts, program), ...(transformers?.after ?? [])] },
    );
  return program;
}

/** `{n}` of an earlier cell's `n` becomes `{n: exports.n}`; tslab's own transformer leaves the shorthand as it is. */
function shorthandProperties(ts: TypeScript, program: any): (context: any) => (file: any) => any {
  const checker = program.getProgram().getTypeChecker();
  const isEarlier = (node: any): boolean => {
    const original = ts.getParseTreeNode(node);
    const symbol = original && ts.isShorthandPropertyAssignment(original) ? checker.getShorthandAssignmentValueSymbol(original) : undefined;
    return (symbol?.declarations ?? []).some((declaration: any) => path.basename(declaration.getSourceFile().fileName) === "__prev__.d.ts");
  };
  return (context) => {
    const visit = (node: any): any => {
      const visited = ts.visitEachChild(node, visit, context);
      if (!ts.isShorthandPropertyAssignment(node) || !isEarlier(node)) return visited;
      const variable = ts.factory.createPropertyAccessExpression(ts.factory.createIdentifier("exports"), node.name.text);
      const fallback = visited.objectAssignmentInitializer;
      const value = fallback === undefined ? variable : ts.factory.createAssignment(variable, fallback);
      return ts.setTextRange(ts.factory.createPropertyAssignment(ts.factory.createIdentifier(node.name.text), value), node);
    };
    return (file) => ts.visitNode(file, visit);
  };
}

/**
 * Node's and TypeScript's search for a package ends at `/node_modules`. Where the system has none, this folder stands for the packages
 * beside the kernel: found last, so that whatever the notebook's folder has wins.
 */
function withPackagesBeside(ts: TypeScript, options: TslabOptions): TypeScript {
  const root = path.parse(options.folder).root.replaceAll("\\", "/") + "node_modules";
  const sys = Object.create(ts.sys);
  if (ts.sys.directoryExists(root)) return sys;
  const forward = (name: string): string => {
    if (!name.startsWith(root + "/")) return name;
    const [, packageName, rest] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(name.slice(root.length + 1)) ?? [];
    const folder = packageName === undefined ? undefined : options.findPackage(packageName);
    return folder === undefined ? name : folder.replaceAll("\\", "/") + (rest ?? "");
  };
  const typesRoot = `${root}/@types`;
  sys.fileExists = (name: string) => ts.sys.fileExists(forward(name));
  sys.readFile = (name: string, encoding?: string) => ts.sys.readFile(forward(name), encoding);
  sys.realpath = (name: string) => ts.sys.realpath(forward(name));
  sys.directoryExists = (name: string) => name === root || name === typesRoot || ts.sys.directoryExists(forward(name));
  sys.getDirectories = (name: string) => (name === typesRoot ? ["node"] : ts.sys.getDirectories(forward(name)));
  return sys;
}
