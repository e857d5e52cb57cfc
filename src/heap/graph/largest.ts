/** The nodes with the largest values above 0, at most `limit` of them, the largest first. Keeps no more than twice that many. */
export function largest(nodeCount: number, limit: number, value: (node: number) => number): readonly number[] {
  if (limit <= 0) return [];
  let kept: { node: number; value: number }[] = [];
  let least = 0;
  const cut = () => {
    kept = kept.sort((a, b) => b.value - a.value || a.node - b.node).slice(0, limit);
    if (kept.length === limit) least = kept.at(-1)!.value;
  };
  for (let node = 0; node < nodeCount; node++) {
    const valueOfNode = value(node);
    if (valueOfNode <= least) continue;
    kept.push({ node, value: valueOfNode });
    if (kept.length >= 2 * limit) cut();
  }
  cut();
  return kept.map(({ node }) => node);
}
