import { FACEFLEET, type Outcome, type SeriesPoint } from '@facefleet/scaling';
import { useMemo } from 'preact/hooks';
import { number, timeSpan } from '../../format';
import { Chart, type ChartProps } from '../../components/chart';
import { texts } from '../../texts';
import { timeUnitFor } from './time-axis';

const t = texts.whatIf.curves;

interface Props {
  outcomes: readonly Outcome[];
  sloS: number;
  /** By policy; those of which curves are drawn. */
  colours: ReadonlyMap<string, string>;
}

/** More would be a wall of lines. */
const MOST_POINTS = 320;

const VIEWS = [
  { name: 'backlog', of: ({ backlog }: SeriesPoint) => backlog, format: number, stepped: false },
  { name: 'workers', of: ({ instances }: SeriesPoint) => instances, format: number, stepped: true },
  { name: 'waits', of: ({ oldestWaitS }: SeriesPoint) => oldestWaitS, format: timeSpan, stepped: false },
] as const;

export function OutcomeCurves({ outcomes, sloS, colours }: Props) {
  const drawn = [...colours]
    .sort(([a], [b]) => Number(a === FACEFLEET) - Number(b === FACEFLEET)) // ours above the others
    .map(([policy, colour]) => ({ colour, outcome: outcomes.find((outcome) => outcome.policy === policy)! }));
  if (drawn.length === 0) return null;
  const longest = drawn.map(({ outcome }) => outcome.series).sort((a, b) => b.length - a.length)[0]!;
  const unit = timeUnitFor(longest.at(-1)?.tS ?? 0);
  const each = Math.ceil(longest.length / MOST_POINTS);
  return (
    <>
      {VIEWS.map(({ name, of, format, stepped }) => (
        <section key={name} class="card curve">
          <div class="row row-apart">
            <h2>{t[name].title}</h2>
            <p class="small soft">{t[name].lead(unit.name, sloS)}</p>
          </div>
          <Curves
            label={t[name].title}
            of={of}
            format={format}
            unit={unit.name}
            stepped={stepped}
            drawn={drawn}
            times={longest.filter((_, i) => i % each === 0).map(({ tS }) => tS / unit.lengthS)}
            each={each}
          />
        </section>
      ))}
    </>
  );
}

interface CurvesProps {
  label: string;
  of: (point: SeriesPoint) => number;
  format: (value: number) => string;
  /** Of the times. */
  unit: string;
  stepped: boolean;
  drawn: readonly { colour: string; outcome: Outcome }[];
  times: number[];
  /** So many points of a series at each of the times: the most of them is drawn. */
  each: number;
}

/** All policies were looked at in the same moments; one that was through earlier has fewer of them. */
function Curves({ label, of, format, unit, stepped, drawn, times, each }: CurvesProps) {
  const shown = drawn.map(({ outcome }) => outcome.policy).join();
  const data = useMemo<ChartProps['data']>(
    () => [times, ...drawn.map(({ outcome: { series } }) => times.map((_, i) => most(series, i * each)))],
    [shown, drawn[0]?.outcome],
  );
  function most(series: readonly SeriesPoint[], from: number): number | null {
    return from < series.length ? Math.max(...series.slice(from, from + each).map(of)) : null;
  }
  return (
    <Chart
      label={label}
      data={data}
      lines={drawn.map(({ colour, outcome }) => ({ label: outcome.policy, colour, isStepped: stepped }))}
      format={format}
      isTime={false}
      xLabel={unit}
    />
  );
}
