/**
 * Objects of the language that no global leads to by its properties, under their names in the specification. Those of Intl.Segmenter are not
 * among them: to make one costs 5 ms.
 */
export function hiddenIntrinsics(): ReadonlyMap<string, object> {
  const found = new Map<string, object>();
  const add = (name: string, value: object | null): void => {
    if (value !== null) found.set(`%${name}%`, value);
  };
  const prototypeOf = Reflect.getPrototypeOf;
  add("TypedArray", prototypeOf(Uint8Array));
  add("ThrowTypeError", Reflect.getOwnPropertyDescriptor(strictArguments(), "callee")?.get ?? null);
  const generator = prototypeOf(generate)!;
  const asyncGenerator = prototypeOf(generateLater)!;
  add("GeneratorFunction.prototype", generator);
  add("AsyncGeneratorFunction.prototype", asyncGenerator);
  add("AsyncFunction.prototype", prototypeOf(later));
  // Each is what the syntax makes, so that a notebook's changes cannot stand between: an own property, or a prototype.
  const arrayIterator = prototypeOf(makeIterator([]));
  add("ArrayIteratorPrototype", arrayIterator);
  add("IteratorPrototype", arrayIterator && prototypeOf(arrayIterator));
  add("AsyncIteratorPrototype", asyncIteratorPrototype(asyncGenerator));
  for (const [name, value] of iterators()) add(name, value && prototypeOf(value));
  return found;
}

function* generate(): Generator<undefined> {
  yield undefined;
}

async function* generateLater(): AsyncGenerator<number> {
  yield await Promise.resolve(0);
}

async function later(): Promise<void> {
  await Promise.resolve();
}

/** Called with the built-in iterator methods themselves; one that was replaced makes something else, or throws, and has no entry. */
function iterators(): readonly (readonly [string, object | null])[] {
  return [
    ["MapIteratorPrototype", makeIterator(new Map())],
    ["SetIteratorPrototype", makeIterator(new Set())],
    ["StringIteratorPrototype", makeIterator("")],
    ["RegExpStringIteratorPrototype", attempt(() => "".matchAll(/(?:)/g))],
    ["IteratorHelperPrototype", attempt(() => helpersOf(makeIterator([])).map?.((value) => value))],
    ["WrapForValidIteratorPrototype", attempt(() => iteratorConstructor()?.from?.({ next: () => ({ done: true, value: 0 }) }))],
  ];
}

function makeIterator(iterable: Iterable<unknown>): object {
  return iterable[Symbol.iterator]();
}

function asyncIteratorPrototype(asyncGeneratorFunctionPrototype: object): object | null {
  const prototype: unknown = Reflect.getOwnPropertyDescriptor(asyncGeneratorFunctionPrototype, "prototype")?.value;
  return typeof prototype === "object" && prototype !== null ? Reflect.getPrototypeOf(prototype) : null;
}

function strictArguments(): object {
  // eslint-disable-next-line prefer-rest-params -- the only way to %ThrowTypeError%
  return arguments;
}

interface Helpers {
  readonly map?: (map: (value: unknown) => unknown) => object;
}

/** Iterator helpers came with Node 22. */
function helpersOf(iterator: object): Helpers {
  return iterator;
}

function iteratorConstructor(): { readonly from?: (source: object) => object } | undefined {
  return (globalThis as { readonly Iterator?: { readonly from?: (source: object) => object } }).Iterator;
}

function attempt(make: () => object | undefined): object | null {
  try {
    return make() ?? null;
  } catch {
    // A notebook's replacement threw, or this Node has no such thing.
    return null;
  }
}
