import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clock, number } from '../format';
import { colourOf, themeChanges } from '../shell/theme';
import { texts } from '../texts';

export interface ChartLine {
  label: string;
  /** Of tokens.css: `--accent`. */
  colour: string;
  isDashed?: boolean;
  isStepped?: boolean;
  /** Painted down to zero. */
  isFilled?: boolean;
  /** Of a second axis, to the right. */
  isRight?: boolean;
}

export interface ChartProps {
  /** What it shows, for those who do not see it. */
  label: string;
  lines: readonly ChartLine[];
  /** The x values first: Unix seconds, or numbers where `isTime` is false. Then those of each line; null: a gap. */
  data: readonly (readonly (number | null)[])[];
  isTime?: boolean;
  /** What the x values are, where they are no time of day: `min`. */
  xLabel?: string;
  heightPx?: number;
  /** How values of the left axis are written. */
  format?: (value: number) => string;
  formatRight?: (value: number) => string;
}

export function Chart(props: ChartProps) {
  const { label, data, lines, heightPx = 220 } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const colours = themeChanges.value;
  const shape = JSON.stringify([lines, heightPx, props.isTime, props.xLabel]);

  useEffect(() => {
    const home = box.current;
    if (!home) return;
    const size = () => ({ width: Math.max(200, home.clientWidth), height: heightPx });
    const drawn = new UPlot(optionsOf(latest, size()), aligned(latest.current.data), home);
    plot.current = drawn;
    const watch = new ResizeObserver(() => drawn.setSize(size()));
    watch.observe(home);
    return () => {
      watch.disconnect();
      drawn.destroy();
    };
  }, [shape, colours]);

  useEffect(() => plot.current?.setData(aligned(data)), [data]);

  return (
    <figure class="chart" aria-label={label}>
      <div ref={box} role="img" aria-label={label} />
      {(data[0]?.length ?? 0) === 0 && <p class="chart-empty soft">{texts.chart.noData}</p>}
    </figure>
  );
}

function optionsOf(latest: { current: ChartProps }, size: { width: number; height: number }): UPlot.Options {
  const { lines, isTime = true, xLabel = texts.chart.time } = latest.current;
  const [ink, line] = [colourOf('--ink-soft'), colourOf('--line')];
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const left = (value: number) => (latest.current.format ?? String)(value);
  const across = isTime ? timeOfDay : number;
  const right = (value: number) => (latest.current.formatRight ?? String)(value);
  return {
    ...size,
    padding: [12, 12, 0, 0],
    cursor: { points: { size: 7 }, drag: { x: false, y: false } },
    legend: { show: true },
    scales: { x: { time: isTime }, y: { range: fromZero }, right: { range: fromZero } },
    axes: [
      isTime ? { ...axis, values: (_plot, values) => values.map(tick) } : axis,
      { ...axis, size: 56, values: (_plot, values) => values.map(left) },
      ...(lines.some((one) => one.isRight)
        ? [
            {
              ...axis,
              scale: 'right',
              side: 1 as const,
              size: 56,
              grid: { show: false },
              values: (_plot: UPlot, values: number[]) => values.map(right),
            },
          ]
        : []),
    ],
    series: [
      { label: xLabel, value: (_plot, value: number | null) => (value === null ? '–' : across(value)) },
      ...lines.map((one): UPlot.Series => {
        const colour = colourOf(one.colour);
        return {
          label: one.label,
          stroke: colour,
          width: 2,
          scale: one.isRight ? 'right' : 'y',
          dash: one.isDashed ? [6, 4] : undefined,
          fill: one.isFilled ? colourOf(`${one.colour}-wash`) : undefined,
          paths: one.isStepped ? UPlot.paths.stepped?.({ align: 1 }) : undefined,
          points: { show: false },
          value: (_plot, value: number | null) =>
            value === null ? '–' : one.isRight ? right(value) : left(value),
        };
      }),
    ],
  };
}

const timeOfDay = (unixS: number) => clock(new Date(unixS * 1000).toISOString());
/** Ends of minutes need no seconds. */
const tick = (unixS: number) => timeOfDay(unixS).replace(/:00$/, '');

const fromZero = (_plot: UPlot, _min: number, max: number): [number, number] => [
  0,
  Number.isFinite(max) && max > 0 ? max * 1.1 : 1,
];

function aligned(data: ChartProps['data']): UPlot.AlignedData {
  return data as UPlot.AlignedData;
}
