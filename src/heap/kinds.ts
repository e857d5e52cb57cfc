/** Where the objects of a kind are: in V8's heap, or in memory that they hold outside it. */
export type Place = "heap" | "outside";

export interface Kind {
  readonly name: string;
  readonly place: Place;
}

/** What remains: V8's own tables, caches and templates. */
export const OTHER_INTERNALS = "other V8 internals";

/** The memory behind ArrayBuffers, which V8's statistics do not have. */
export const ARRAY_BUFFER_MEMORY: Kind = { name: "ArrayBuffer (outside the heap)", place: "outside" };

/**
 * V8's instance types and the parts that its object statistics split from them, under names that say what they are to a JavaScript
 * programmer. The first pattern that matches counts. Names differ between versions of V8, so patterns say what is common to them;
 * the source is V8's `src/heap/object-stats.h` and `src/objects/instance-type.h`.
 */
const KINDS: readonly (readonly [RegExp, string, Place?])[] = [
  [/^(SCRIPT_SOURCE_EXTERNAL|STRING_EXTERNAL_RESOURCE)/, "external strings (outside the heap)", "outside"],
  [/^SCRIPT_SOURCE/, "source text"],
  [/STRING_TYPE$/, "string"],
  [/^HEAP_NUMBER/, "number (boxed)"],
  [/^BIG_?INT(_BASE)?_TYPE$/, "bigint"],
  [/^SYMBOL_TYPE$/, "symbol"],
  [/^(ARRAY_(DICTIONARY_)?ELEMENTS|COW_ARRAY|FIXED_DOUBLE_ARRAY)_TYPE$/, "array storage"],
  [/^BYTE_ARRAY_TYPE$/, "typed array storage (small)"],
  [/^(JS_COLLECTION_TABLE|ORDERED_HASH_(MAP|SET)|EPHEMERON_HASH_TABLE|(SMALL_)?ORDERED_HASH_\w+)_TYPE$/, "Map/Set tables"],
  [/^JS_.*FUNCTION_TYPE$|^JS_CLASS_CONSTRUCTOR_TYPE$|_CONSTRUCTOR_TYPE$/, "closure"],
  [/CONTEXT(_TABLE|_CELL)?_TYPE$/, "closure scopes"],
  [/^(OBJECT|PROTOTYPE|BOILERPLATE|GLOBAL)_(ELEMENTS|DICTIONARY_ELEMENTS|PROPERTIES|PROPERTY_\w+)_TYPE$/, "object storage"],
  [/^(PROPERTY_ARRAY|NAME_DICTIONARY|NUMBER_DICTIONARY|PROPERTY_CELL|ACCESSOR_PAIR)_TYPE$/, "object storage"],
  [/^MAP(_\w+)?_TYPE$|DESCRIPTOR_ARRAY|^TRANSITION_ARRAY|^ENUM_|^PROTOTYPE_(INFO|USERS)|^RETAINED_MAPS/, "object shapes"],
  [/^(BYTECODE|SHARED_FUNCTION_INFO|UNCOMPILED|SCOPE_INFO|FEEDBACK|CLOSURE_FEEDBACK|PREPARSE_DATA|SCRIPT_|INTERPRETER_DATA)/, "code"],
  [/^(CODE|INSTRUCTION_STREAM|SOURCE_POSITION_TABLE|RELOC_INFO|DEOPTIMIZATION|OPTIMIZED_CODE|EMBEDDED_OBJECT|DEPENDENT_CODE)/, "code"],
  [/^(BASELINE|MAGLEV|TURBOFAN\w*|BUILTIN|REGEXP|WASM_\w*FUNCTION|WASM_TO_\w+|C_WASM_ENTRY|BYTECODE_HANDLER|FOR_TESTING)$/, "code"],
  [/BOILERPLATE_DESCRIPTION|^CLASS_BOILERPLATE|^ALLOCATION_SITE|^(LOAD|STORE)_HANDLER/, "code"],
  [/^JS_PROXY_TYPE$/, "Proxy"],
];

/** Objects of no class that a census can see. */
const UNCLASSED_OBJECTS = "object (null prototype, other realm or internal)";

const INTERNAL_NAMES: ReadonlySet<string> = new Set([OTHER_INTERNALS, UNCLASSED_OBJECTS, ...KINDS.map(([, name]) => name)]);

/** Tables of Maps and Sets, of which V8 does not say how much is unused. */
export const COLLECTION_TABLES = "Map/Set tables";

/** What was allocated in advance for objects of some kind, and holds nothing. */
export function unusedCapacityOf(kind: Kind): Kind {
  return { ...kind, name: `${kind.name}: unused capacity` };
}

/** The kind of all that V8 calls `type`. */
export function kindOfType(type: string): Kind {
  return kindOf(type, { plain: "object", suffix: "" });
}

/** The kind of what V8 calls `type` and no class accounts for, where classes were looked for. */
export function kindOfUnclassed(type: string): Kind {
  return kindOf(type, { plain: UNCLASSED_OBJECTS, suffix: " (other realm or internal)" });
}

/** The kind of a class's objects. A class called `string` is not V8's strings: it is shown as `class string`. */
export function kindOfClass(name: string): Kind {
  return { name: INTERNAL_NAMES.has(name) ? `class ${name}` : name, place: "heap" };
}

/** What objects are called that are instances. */
interface InstanceNames {
  /** Those that no type of V8's tells from any other. */
  readonly plain: string;
  /** Stands behind the name of another type, such as `Array`. */
  readonly suffix: string;
}

function kindOf(type: string, names: InstanceNames): Kind {
  for (const [pattern, name, place] of KINDS) if (pattern.test(type)) return { name, place: place ?? "heap" };
  return { name: type.startsWith("JS_") ? instanceName(type, names) : OTHER_INTERNALS, place: "heap" };
}

function instanceName(type: string, { plain, suffix }: InstanceNames): string {
  const [, words = ""] = /^JS_(\w+?)(?:_OBJECT)?_TYPE$/.exec(type) ?? [];
  if (words === "" || /^(OBJECT|API|SPECIAL_API|GLOBAL|EXTERNAL|PRIMITIVE_WRAPPER)|_PROTOTYPE$/.test(words)) return plain;
  return words.split("_").map(capitalized).join("") + suffix;
}

function capitalized(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}
