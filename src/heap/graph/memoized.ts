/** A test of the strings of a snapshot by their places, asked once for each: names come again and again, and decoding them takes time. */
export function memoized(count: number, test: (place: number) => boolean): (place: number) => boolean {
  const known = new Uint8Array(count);
  return (place) => {
    if (known[place] === 0) known[place] = test(place) ? 2 : 1;
    return known[place] === 2;
  };
}
