import { FACEFLEET } from '@facefleet/scaling';
import { useRef } from 'preact/hooks';
import { useWidth } from '../../use-width';
import { number, percent } from '../../format';
import { texts } from '../../texts';
import { lateShare } from './outcome-table';
import { spreadLabels } from './spread-labels';
import type { Contest } from './use-contest';

const t = texts.whatIf.scatter;
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 16, 20, 24];
const HEIGHT = 280;
/** Below, and for none at all, a point lies at the foot. */
const LEAST_SHARE = 1e-4;
const FOOT = 22;
const SHARES = [1, 0.1, 0.01, 0.001, LEAST_SHARE];
const RATIOS = [1, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500];

const LOOKS = new Map<string, string>([
  [FACEFLEET, 'ours'],
  [t.bound, 'clairvoyant'],
]);

/** Every policy as a point: cheap is left, few late answers below, both on logarithmic axes. */
export function CostAgainstMisses({ contest: { outcomes, bound } }: { contest: Contest }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const boundS = bound?.instanceS ?? 0;
  const ratios = outcomes.map(({ billedInstanceS }) => billedInstanceS / boundS);
  const most = Math.max(2, ...ratios) * 1.25;
  const least = Math.min(0.9, ...ratios);
  const right = width - RIGHT;
  const bottom = HEIGHT - BOTTOM;
  const x = (ratio: number) => LEFT + ((right - LEFT) * Math.log(ratio / least)) / Math.log(most / least);
  const y = (share: number) =>
    share < LEAST_SHARE
      ? bottom - 6
      : TOP + ((bottom - FOOT - TOP) * Math.log(share)) / Math.log(LEAST_SHARE);
  const point = (name: string, ratio: number, share: number) => ({
    name,
    ratio,
    share,
    x: x(ratio),
    y: y(share),
  });
  const points = [
    point(t.bound, 1, 0),
    ...outcomes.map((outcome, i) => point(outcome.policy, ratios[i]!, lateShare(outcome))),
  ];
  return (
    <section class="card curve" aria-labelledby="scatter-title">
      <div>
        <h2 id="scatter-title">{t.title}</h2>
        <p class="small soft">{t.lead}</p>
      </div>
      <div ref={box}>
        {boundS > 0 && width > 0 && (
          <svg class="scatter" width={width} height={HEIGHT} role="img" aria-label={t.label}>
            {SHARES.map((share) => (
              <g key={share}>
                <path class="ruler" d={`M${LEFT} ${y(share)}H${right}`} />
                <text x={LEFT - 8} y={y(share) + 4} text-anchor="end">
                  {percent(share)}
                </text>
              </g>
            ))}
            <text x={LEFT - 8} y={bottom - 2} text-anchor="end">
              {t.zero}
            </text>
            {RATIOS.filter((ratio) => ratio <= most && (ratio !== 1.5 || most < 10)).map((ratio) => (
              <g key={ratio}>
                <path class={ratio === 1 ? 'bound' : 'ruler'} d={`M${x(ratio)} ${TOP}V${bottom}`} />
                <text x={x(ratio)} y={bottom + 18} text-anchor="middle">
                  {`${ratio}×`}
                </text>
              </g>
            ))}
            {spreadLabels(points, { left: LEFT, right, top: 12, bottom }).map((point) => (
              <g key={point.name} class={LOOKS.get(point.name)}>
                <circle cx={point.x} cy={point.y} r={point.name === FACEFLEET ? 7 : 5}>
                  <title>{t.point(point.name, percent(point.share), number(point.ratio))}</title>
                </circle>
                <text x={point.labelX} y={point.labelY} text-anchor={point.anchor}>
                  {point.name}
                </text>
              </g>
            ))}
          </svg>
        )}
      </div>
    </section>
  );
}
