import type { ArrivalTrace } from '@facefleet/scaling';
import { useMemo } from 'preact/hooks';
import { Chart } from '../../components/chart';
import { number, timeSpan } from '../../format';
import { texts } from '../../texts';
import { timeUnitFor } from './time-axis';

const t = texts.whatIf.arrivals;
const MOST_POINTS = 600;

/** The trace that is chosen. */
export function Arrivals({ trace }: { trace: ArrivalTrace }) {
  const durationS = trace.binS * trace.counts.length;
  const unit = timeUnitFor(durationS);
  const { times, rates, total } = useMemo(() => thinned(trace), [trace]);
  const data = useMemo(() => [times.map((tS) => tS / unit.lengthS), rates], [times, unit.lengthS]);
  return (
    <section class="card curve" aria-labelledby="arrivals-title">
      <div class="row row-apart">
        <h2 id="arrivals-title">{t.title(trace.name)}</h2>
        <p class="small soft">{t.of(total, timeSpan(durationS))}</p>
      </div>
      <Chart
        label={t.label}
        data={data}
        lines={[{ label: t.series(unit.name), colour: '--accent', isFilled: true, isStepped: true }]}
        isTime={false}
        xLabel={unit.name}
        heightPx={140}
        format={number}
      />
    </section>
  );
}

/** Each point the busiest bin of those that it stands for: bursts stay visible. [1/s] */
function thinned({ counts, binS }: ArrivalTrace) {
  const each = Math.ceil(counts.length / MOST_POINTS);
  const times: number[] = [];
  const rates: number[] = [];
  let total = 0;
  for (let from = 0; from < counts.length; from += each) {
    let most = 0;
    for (let bin = from; bin < Math.min(from + each, counts.length); bin++) {
      const count = counts[bin]!;
      total += count;
      most = Math.max(most, count);
    }
    times.push(from * binS);
    rates.push(most / binS);
  }
  return { times, rates, total };
}
