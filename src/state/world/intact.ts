/**
 * Functions of the language as they were when this module was loaded, for code that looks at globals which a notebook may have replaced.
 * Methods of prototypes are not among them: a notebook that breaks those breaks its kernel.
 */
export const intact = {
  apply: Reflect.apply,
  ownKeys: Reflect.ownKeys,
  getPrototypeOf: Reflect.getPrototypeOf,
  getOwnPropertyDescriptor: Reflect.getOwnPropertyDescriptor,
  isExtensible: Reflect.isExtensible,
  hasOwn: Object.hasOwn,
  is: Object.is,
  getOwnPropertyNames: Object.getOwnPropertyNames,
  fromEntries: Object.fromEntries,
  entries: Object.entries,
  keyFor: Symbol.keyFor,
  imul: Math.imul,
  stringify: JSON.stringify,
  parse: JSON.parse,
  String,
  Map,
  Set,
  globalThis,
} as const;
