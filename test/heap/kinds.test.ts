import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOfType, kindOfUnclassed } from "../../src/heap/kinds";

/** Names of V8 11 (Node 20) to 14 (Node 26). */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  string: [
    "ONE_BYTE_STRING_TYPE",
    "SEQ_ONE_BYTE_STRING_TYPE",
    "INTERNALIZED_TWO_BYTE_STRING_TYPE",
    "CONS_ONE_BYTE_STRING_TYPE",
    "EXTERNAL_STRING_TYPE",
  ],
  "number (boxed)": ["HEAP_NUMBER_TYPE"],
  bigint: ["BIG_INT_BASE_TYPE"],
  "array storage": ["ARRAY_ELEMENTS_TYPE", "ARRAY_DICTIONARY_ELEMENTS_TYPE", "COW_ARRAY_TYPE", "FIXED_DOUBLE_ARRAY_TYPE"],
  "Map/Set tables": ["JS_COLLECTION_TABLE_TYPE", "ORDERED_HASH_MAP_TYPE", "EPHEMERON_HASH_TABLE_TYPE"],
  closure: [
    "JS_FUNCTION_TYPE",
    "JS_UNCOMPILED_FUNCTION_TYPE",
    "JS_BOUND_FUNCTION_TYPE",
    "JS_CLASS_CONSTRUCTOR_TYPE",
    "UINT8_TYPED_ARRAY_CONSTRUCTOR_TYPE",
  ],
  "closure scopes": [
    "FUNCTION_CONTEXT_TYPE",
    "OTHER_CONTEXT_TYPE",
    "NATIVE_CONTEXT_TYPE",
    "SCRIPT_CONTEXT_TABLE_TYPE",
    "CONTEXT_CELL_TYPE",
  ],
  "object storage": [
    "OBJECT_PROPERTY_ARRAY_TYPE",
    "OBJECT_PROPERTY_DICTIONARY_TYPE",
    "OBJECT_ELEMENTS_TYPE",
    "PROTOTYPE_PROPERTY_DICTIONARY_TYPE",
  ],
  "object shapes": [
    "MAP_TYPE",
    "MAP_STABLE_TYPE",
    "DESCRIPTOR_ARRAY_TYPE",
    "PROTOTYPE_DESCRIPTOR_ARRAY_TYPE",
    "TRANSITION_ARRAY_TYPE",
    "ENUM_KEYS_CACHE_TYPE",
  ],
  code: [
    "BYTECODE_ARRAY_TYPE",
    "SHARED_FUNCTION_INFO_TYPE",
    "FEEDBACK_VECTOR_SLOT_CALL_TYPE",
    "BASELINE",
    "TURBOFAN_JS",
    "REGEXP",
    "CODE_TYPE",
  ],
  "source text": ["SCRIPT_SOURCE_NON_EXTERNAL_ONE_BYTE_TYPE"],
  "external strings (outside the heap)": ["SCRIPT_SOURCE_EXTERNAL_ONE_BYTE_TYPE", "STRING_EXTERNAL_RESOURCE_ONE_BYTE_TYPE"],
  Proxy: ["JS_PROXY_TYPE"],
  object: ["JS_OBJECT_TYPE", "JS_API_OBJECT_TYPE", "JS_PROMISE_PROTOTYPE_TYPE", "JS_GLOBAL_PROXY_TYPE"],
  Array: ["JS_ARRAY_TYPE"],
  WeakMap: ["JS_WEAK_MAP_TYPE"],
  Generator: ["JS_GENERATOR_OBJECT_TYPE"],
  "other V8 internals": ["HOLE_TYPE", "FIXED_ARRAY_TYPE", "SOMETHING_NEW_TYPE"],
};

test("V8's types have the names that say what they are", () => {
  for (const [kind, types] of Object.entries(EXPECTED)) {
    for (const type of types) assert.equal(kindOfType(type).name, kind, type);
  }
});

test("what no class accounts for says why that may be", () => {
  assert.equal(kindOfUnclassed("JS_OBJECT_TYPE").name, "object (null prototype, other realm or internal)");
  assert.equal(kindOfUnclassed("JS_WEAK_MAP_TYPE").name, "WeakMap (other realm or internal)");
  assert.equal(kindOfUnclassed("HEAP_NUMBER_TYPE").name, "number (boxed)");
});

test("only what lies outside V8's heap is placed there", () => {
  for (const [kind, types] of Object.entries(EXPECTED)) {
    for (const type of types) assert.equal(kindOfType(type).place, kind.endsWith("(outside the heap)") ? "outside" : "heap", type);
  }
});
