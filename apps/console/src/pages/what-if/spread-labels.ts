interface Point {
  name: string;
  x: number;
  y: number;
}

interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Label {
  labelX: number;
  labelY: number;
  anchor: 'start' | 'end';
}

/** Of 12 px; a guess is enough to keep names apart. */
const CHAR_WIDTH = 6.8;
const LINE_HEIGHT = 14;
const GAP = 10;
const RADIUS = 7;
/** Where a name is tried, the nearest first. */
const SHIFTS = Array.from({ length: 81 }, (_, i) => Math.ceil(i / 2) * (i % 2 === 0 ? 2 : -2));

/**
 * A name beside each point: to its left where there is no room to its right, and higher or lower where something else is.
 * @param area  within which names stay
 */
export function spreadLabels<T extends Point>(points: readonly T[], area: Area): (T & Label)[] {
  const taken = points.map(({ x, y }) => ({ from: x - RADIUS, to: x + RADIUS, y: y + 4 }));
  return [...points]
    .sort((a, b) => b.y - a.y || a.x - b.x)
    .map((point) => {
      const length = point.name.length * CHAR_WIDTH;
      const isRight = point.x + GAP + length <= area.right;
      const from = isRight ? point.x + GAP : Math.max(point.x - GAP - length, area.left);
      const to = from + length;
      const isFree = (y: number) =>
        !taken.some((other) => other.from < to && from < other.to && Math.abs(other.y - y) < LINE_HEIGHT);
      const home = point.y + 4;
      const labelY =
        SHIFTS.map((shift) => home + shift).find((y) => y >= area.top && y <= area.bottom && isFree(y)) ??
        home;
      taken.push({ from, to, y: labelY });
      return { ...point, labelX: isRight ? from : to, labelY, anchor: isRight ? 'start' : 'end' };
    });
}
