import { FACEFLEET } from '@facefleet/scaling';
import type { Row } from '../row';
import { labels } from './labels';
import { element, group, text } from './svg';
import { logTicks, shortNumber } from './ticks';

const [LEFT, RIGHT, TOP, BOTTOM] = [58, 12, 34, 44];
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
  return [
    text(LEFT, 14, 'cost against misses', { class: 'title' }),
    group(LEFT, TOP, [
      ...[1, 0.1, 0.01, 0.001, 0.0001].map((share) =>
        horizontal(y(share), `${shortNumber(share * 100)} %`, plot.width),
      ),
      horizontal(plot.height, 'none', plot.width),
      ...logTicks(least, most, 4).map((tick) =>
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
      ...labels(
        points.map(({ row, ...at }) => ({ ...at, label: row.policy, bold: row.policy === FACEFLEET })),
        plot,
      ),
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
