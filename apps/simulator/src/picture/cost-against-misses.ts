import { FACEFLEET } from '../policies';
import type { Row } from '../row';
import { element, group, text } from './svg';
import { logTicks, shortNumber } from './ticks';

const [LEFT, RIGHT, TOP, BOTTOM] = [58, 12, 24, 44];
const LINE = 15;
/** Misses below one in a hundred thousand are drawn as none, at the foot of the axis. */
const LEAST_SHARE = 1e-5;
const NONE_HEIGHT = 18;

/** Every autoscaler as a point: cheap is left, few misses is below, both on logarithmic axes. */
export function costAgainstMisses(rows: readonly Row[], width: number, height: number): string[] {
  const plot = { width: width - LEFT - RIGHT, height: height - TOP - BOTTOM };
  const costs = rows.map(costOf);
  const [least, most] = [Math.min(...costs) / 1.15, Math.max(...costs) * 1.3];
  const x = (cost: number) => (Math.log(cost / least) / Math.log(most / least)) * plot.width;
  const y = (missedShare: number) =>
    missedShare < LEAST_SHARE
      ? plot.height
      : (plot.height - NONE_HEIGHT) * (Math.log(1 / missedShare) / Math.log(1 / LEAST_SHARE));
  const hasBound = rows.every(({ boundRatio }) => boundRatio !== null);
  const points = rows.map((row) => ({ row, x: x(costOf(row)), y: y(row.missedShare) }));
  const mantissas = most / least > 30 ? [1] : most / least > 6 ? [1, 2, 5] : [1, 1.2, 1.5, 2, 3, 5, 7];
  return [
    text(LEFT, 14, 'cost against misses', { class: 'title' }),
    group(LEFT, TOP, [
      ...[1, 0.1, 0.01, 0.001, 0.0001].map((share) =>
        horizontal(y(share), `${shortNumber(share * 100)} %`, plot.width),
      ),
      horizontal(plot.height, 'none', plot.width),
      ...logTicks(least, most, mantissas).map((tick) =>
        vertical(x(tick), hasBound ? `${tick}x` : shortNumber(tick), plot.height),
      ),
      text(
        plot.width / 2,
        plot.height + 36,
        hasBound ? 'cost, as a multiple of the bound' : 'cost [instance hours]',
        {
          'text-anchor': 'middle',
        },
      ),
      text(-LEFT + 4, -6, 'missed', { class: 'axis' }),
      ...points.map(({ row, ...at }) =>
        element('circle', { cx: at.x, cy: at.y, r: row.policy === FACEFLEET ? 6 : 4, class: dotClass(row) }),
      ),
      ...labels(points, plot),
    ]),
  ];
}

function costOf({ boundRatio, billedInstanceS }: Row): number {
  return Math.max(1e-3, boundRatio ?? billedInstanceS / 3600);
}

function dotClass({ policy }: Row): string {
  return policy === FACEFLEET ? 'ours' : policy.startsWith('fixed-') ? 'hindsight' : 'theirs';
}

function horizontal(y: number, label: string, width: number): string {
  const line = element('path', { class: 'grid', d: `M0 ${y.toFixed(1)}H${width}` });
  return line + text(-6, y + 4, label, { 'text-anchor': 'end' });
}

function vertical(x: number, label: string, height: number): string {
  const line = element('path', { class: 'grid', d: `M${x.toFixed(1)} 0V${height}` });
  return line + text(x, height + 16, label, { 'text-anchor': 'middle' });
}

/** Beside their points, on the side with more room, and moved up where they would cover one another. */
function labels(
  points: readonly { row: Row; x: number; y: number }[],
  plot: { width: number; height: number },
): string[] {
  const taken: { from: number; to: number; y: number }[] = [];
  return [...points]
    .sort((a, b) => Number(b.row.policy === FACEFLEET) - Number(a.row.policy === FACEFLEET) || b.y - a.y)
    .map(({ row, x, y }) => {
      const length = row.policy.length * 6.6;
      const toRight = x + length + 10 < plot.width;
      const [from, to] = toRight ? [x + 9, x + 9 + length] : [x - 9 - length, x - 9];
      let at = Math.min(y + 4, plot.height - 4);
      while (taken.some((one) => Math.abs(one.y - at) < LINE && one.from < to && from < one.to)) at -= 1;
      taken.push({ from, to, y: at });
      const look = row.policy === FACEFLEET ? 'title' : 'other';
      return text(toRight ? from : to, at, row.policy, {
        'text-anchor': toRight ? 'start' : 'end',
        class: look,
      });
    });
}
