import { useMemo, useState } from 'preact/hooks';
import { Chart, type ChartProps } from '../../components/chart';
import { number, timeSpan } from '../../format';
import { texts } from '../../texts';
import { arrivalRates, type Moment } from './moment';
import { SHOWN_S } from './use-fleet';

const t = texts.fleet.curves;

/** Three of them are one below the other on a phone. */
const HEIGHT_PX = 180;
const SPANS_S = [120, SHOWN_S] as const;

/** The last minutes, each look of the scaler a point. */
export function Curves({ moments }: { moments: readonly Moment[] }) {
  const [spanS, setSpanS] = useState<number>(SPANS_S[0]);
  const { queue, workers, waits } = useMemo(() => dataOf(moments, spanS), [moments, spanS]);
  return (
    <div class="fleet-curves">
      <label class="span-choice">
        {t.span}
        <select value={spanS} onChange={({ currentTarget }) => setSpanS(Number(currentTarget.value))}>
          {SPANS_S.map((each) => (
            <option key={each} value={each}>
              {timeSpan(each)}
            </option>
          ))}
        </select>
      </label>
      <section class="card queue">
        <h2>{t.queue}</h2>
        <Chart
          label={t.queueLabel}
          heightPx={HEIGHT_PX}
          data={queue}
          format={number}
          lines={[
            { label: t.backlog, colour: '--accent', isFilled: true },
            { label: t.arrivals, colour: '--possible' },
          ]}
        />
      </section>
      <section class="card">
        <h2>{t.workers}</h2>
        <Chart
          label={t.workersLabel}
          heightPx={HEIGHT_PX}
          data={workers}
          format={number}
          lines={[
            { label: t.busy, colour: '--accent', isFilled: true, isStepped: true },
            { label: t.ready, colour: '--second', isStepped: true },
            { label: t.wanted, colour: '--possible', isStepped: true },
          ]}
        />
      </section>
      <section class="card">
        <h2>{t.waits}</h2>
        <Chart
          label={t.waitsLabel}
          heightPx={HEIGHT_PX}
          data={waits}
          format={timeSpan}
          lines={[
            { label: t.oldest, colour: '--accent', isFilled: true },
            { label: t.deadline, colour: '--danger', isStepped: true },
          ]}
        />
      </section>
    </div>
  );
}

/** Begins so long ago, whatever is known of it: curves that stretch while they grow cannot be read. */
function dataOf(
  moments: readonly Moment[],
  spanS: number,
): Record<'queue' | 'workers' | 'waits', ChartProps['data']> {
  const startS = (moments.at(-1)?.atS ?? Date.now() / 1000) - spanS;
  const first = moments.findIndex((moment) => moment.atS > startS);
  const shown = first < 0 ? [] : moments.slice(first);
  const atS = [startS, ...shown.map((moment) => moment.atS)];
  const of = (value: (moment: Moment) => number | null) => [null, ...shown.map(value)];
  return {
    queue: [
      atS,
      of(({ backlog }) => backlog),
      [null, ...arrivalRates(moments).slice(moments.length - shown.length)],
    ],
    workers: [atS, of(({ busy }) => busy), of(({ ready }) => ready), of(({ wanted }) => wanted)],
    waits: [atS, of(({ oldestAgeS }) => oldestAgeS), of(({ deadlineS }) => deadlineS)],
  };
}
