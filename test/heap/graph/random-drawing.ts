import fc from "fast-check";
import type { DrawnNode } from "../snapshot/drawn";

/** Small graphs with all that a snapshot may have: weak edges, shortcuts, edges to oneself, nodes that nothing leads to, circles. */
export function randomDrawing(maxNodes = 12): fc.Arbitrary<readonly DrawnNode[]> {
  return fc.integer({ min: 1, max: maxNodes }).chain((count) => {
    const type = fc.constantFrom("property", "property", "property", "internal", "element", "context", "weak", "shortcut");
    const edge = fc.record({ to: fc.nat(count - 1), type }).map(({ to, type }) => ({ to, type, name: type === "element" ? 0 : "edge" }));
    const node = fc.record({
      type: fc.constantFrom("object", "object", "closure", "array"),
      name: fc.constantFrom("Row", "List", "(object elements)"),
      self: fc.nat(100),
      edges: fc.array(edge, { maxLength: 4 }),
    });
    return fc
      .array(node, { minLength: count, maxLength: count })
      .map((nodes) => nodes.map((node, ordinal) => (ordinal === 0 ? { ...node, type: "synthetic", name: "" } : node)));
  });
}
