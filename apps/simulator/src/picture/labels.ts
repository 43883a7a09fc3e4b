import { element, round, text } from './svg';

export interface LabelledPoint {
  x: number;
  y: number;
  label: string;
  bold: boolean;
}

/** Of a 12 px sans-serif letter, on average. */
const LETTER_WIDTH = 6.6;
const LINE_HEIGHT = 14;
const GAP = 9;
/** Lines up or down that a label may be away from its point. */
const MOST_LINES_AWAY = 8;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * A label beside each point, within the plot and neither on another label nor on a point: to the right, else to the left, else
 * a line or more away and tied to its point. Bold ones choose first.
 */
export function labels(points: readonly LabelledPoint[], plot: { width: number; height: number }): string[] {
  const taken: Box[] = points.map(({ x, y }) => boxAround(x - 5, x + 5, y, 10));
  const isFree = (box: Box) =>
    box.left >= 0 &&
    box.right <= plot.width &&
    box.top >= -LINE_HEIGHT / 2 &&
    box.bottom <= plot.height + LINE_HEIGHT / 2 &&
    !taken.some((one) => overlap(one, box));
  return [...points]
    .sort((a, b) => Number(b.bold) - Number(a.bold))
    .map((point) => {
      const places = placesOf(point);
      const place = places.find(({ box }) => isFree(box)) ?? places[0];
      if (place === undefined) return '';
      taken.push(place.box);
      const { x, y, anchor, lines } = place;
      const label = text(x, y + 4, point.label, {
        'text-anchor': anchor,
        class: point.bold ? 'title' : 'label',
      });
      if (lines === 0) return label;
      const tie = `M${round(point.x)} ${round(point.y)}L${round(x)} ${round(y)}`;
      return element('path', { class: 'tie', d: tie }) + label;
    });
}

interface Place {
  x: number;
  y: number;
  anchor: 'start' | 'end';
  lines: number;
  box: Box;
}

function placesOf({ x, y, label }: LabelledPoint): Place[] {
  const length = label.length * LETTER_WIDTH;
  const heights = [0];
  for (let lines = 1; lines <= MOST_LINES_AWAY; lines++) heights.push(-lines, lines);
  return heights.flatMap((lines): Place[] => {
    const at = y + lines * LINE_HEIGHT;
    const [right, left] = [x + GAP, x - GAP];
    return [
      { x: right, y: at, anchor: 'start', lines, box: boxAround(right, right + length, at, LINE_HEIGHT) },
      { x: left, y: at, anchor: 'end', lines, box: boxAround(left - length, left, at, LINE_HEIGHT) },
    ];
  });
}

function boxAround(left: number, right: number, y: number, height: number): Box {
  return { left, right, top: y - height / 2, bottom: y + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
