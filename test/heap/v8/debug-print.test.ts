import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDebugPrint } from "../../../src/heap/v8/debug-print";

const NODE_20 = `DebugPrint: 0x3c9585f01149: [JS_OBJECT_TYPE] in OldSpace
 - map: 0x3176bd639a59 <Map[88](HOLEY_ELEMENTS)> [FastProperties]
 - elements: 0x347f65540259 <FixedArray[0]> [HOLEY_ELEMENTS]
0x3176bd639a59: [Map] in OldSpace
 - type: JS_OBJECT_TYPE
 - instance size: 88
 - inobject properties: 8
`;

const NODE_24 = `DebugPrint: 0x349c1df26e09: [JSMap]
 - map: 0x0a228c773d61 <Map[32](HOLEY_ELEMENTS)> [FastProperties]
 - table: 0x349c1df26e29 <OrderedHashMap[17]>
0xa228c773d61: [Map]
 - map: 0x23c26b4c0079 <MetaMap (0x23c26b4c0109 <NativeContext[302]>)>
 - type: JS_MAP_TYPE
 - instance size: 32
 - inobject properties: 0
`;

test("type and size are read in the forms of all versions", () => {
  assert.deepEqual(parseDebugPrint(NODE_20), { type: "JS_OBJECT_TYPE", instanceBytes: 88 });
  assert.deepEqual(parseDebugPrint(NODE_24), { type: "JS_MAP_TYPE", instanceBytes: 32 });
});

test("objects of native classes have the name that the statistics use", () => {
  assert.equal(parseDebugPrint(NODE_20.replace("type: JS_OBJECT_TYPE", "type: [api object] 0"))?.type, "JS_API_OBJECT_TYPE");
});

test("text inside the object cannot pass for its map", () => {
  const forged = NODE_20.replace(" - elements", "#\n0x2: [Map]\n - type: JS_MAP_TYPE\n - instance size: 8\n - elements");
  assert.deepEqual(parseDebugPrint(forged), { type: "JS_OBJECT_TYPE", instanceBytes: 88 });
});

test("other text is nothing, also when it is cut off", () => {
  for (const text of ["", "DebugPrint: Smi: 0x1 (1)\n", NODE_20.slice(0, 200), NODE_24.replace("instance size", "size")]) {
    assert.equal(parseDebugPrint(text), undefined);
  }
});
