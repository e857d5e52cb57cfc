/** How `thin` reads a point. */
export interface PointReader<Point> {
  time(point: Point): number;
  value(point: Point): number;
}

/**
 * At most `limit` of the points, chosen so that a chart of them looks like a chart of all: the first, the last, and the lowest and the
 * highest of each slice of time. The highest of all is always among them. Points must be in the order of their times.
 *
 * This is min-max decimation, as oscilloscopes do it: averaging would flatten the very peak that is to be shown.
 *
 * @throws RangeError if `limit` is below 4: there is no room then for the first, the last, and one slice.
 */
export function thin<Point>(points: readonly Point[], limit: number, read: PointReader<Point>): readonly Point[] {
  if (limit < 4) throw new RangeError(`A curve cannot be thinned to ${String(limit)} points: ask for 4 or more.`);
  if (points.length <= limit) return points;
  const inner = points.slice(1, -1);
  const slices = sliceByTime(inner, Math.floor((limit - 2) / 2), read);
  return [...points.slice(0, 1), ...slices.flatMap((slice) => extremes(slice, read)), ...points.slice(-1)];
}

/** Slices of equal duration; some may be empty. */
function sliceByTime<Point>(points: readonly Point[], count: number, { time }: PointReader<Point>): Point[][] {
  const slices = Array.from({ length: count }, (): Point[] => []);
  const times = points.map(time);
  const start = times[0] ?? 0;
  const span = (times.at(-1) ?? 0) - start;
  points.forEach((point, index) => {
    const position = span > 0 ? Math.floor((((times[index] ?? 0) - start) / span) * count) : 0;
    slices[Math.min(position, count - 1)]?.push(point);
  });
  return slices;
}

/** The lowest and the highest point of a slice, in the order of their times. */
function extremes<Point>(slice: readonly Point[], { value }: PointReader<Point>): readonly Point[] {
  const values = slice.map(value);
  const low = values.indexOf(values.reduce((least, each) => Math.min(least, each), Infinity));
  const high = values.indexOf(values.reduce((most, each) => Math.max(most, each), -Infinity));
  return slice.filter((_, index) => index === low || index === high);
}
