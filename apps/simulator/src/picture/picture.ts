import { FACEFLEET, type Outcome } from '@facefleet/scaling';
import type { Contest } from '../contest';
import { type Row, rowsOf } from '../row';
import { bestBaseline } from '../verdict';
import { countText, percentText } from '../wording';
import { costAgainstMisses } from './cost-against-misses';
import { element, group, text } from './svg';
import { timeline, TIMELINE_HEIGHT, timelineScale } from './timeline';

const WIDTH = 1240;
const MARGIN = 20;
const TIMELINE_WIDTH = 730;
const CHART_WIDTH = WIDTH - 3 * MARGIN - TIMELINE_WIDTH;
const LEGEND_HEIGHT = 50;
const HEAD_HEIGHT = 34;
const CONTEST_HEIGHT = HEAD_HEIGHT + 2 * TIMELINE_HEIGHT + 16;

const STYLE = `text{font:12px sans-serif;fill:#333}.head{font-size:16px;font-weight:bold;fill:#111}.title{font-weight:bold;fill:#111}
.axis{fill:#777;font-size:11px}.grid{stroke:#e4e4e4;fill:none}.tie{stroke:#aaa;stroke-width:0.8;fill:none}.demand{fill:#d9d9d9}.ready{stroke:#0b62c4;stroke-width:1.6;fill:none}
.instances{stroke:#f09a37;stroke-width:1.2;fill:none}.queue{fill:#c0504d}.ours{fill:#0b62c4}.theirs{fill:#777}.hindsight{fill:#fff;stroke:#777;stroke-width:1.5}`;

const LEGEND = [
  { kind: 'demand', label: 'demand: workers that the arrivals keep busy' },
  { kind: 'ready', label: 'workers ready' },
  { kind: 'instances', label: 'machines paid' },
  { kind: 'queue', label: 'queue: waiting and in flight' },
] as const;

/** For each contest our autoscaler and the best of the others over time, and what everybody cost and missed. */
export function picture(contests: readonly Contest[]): string {
  const height = LEGEND_HEIGHT + contests.length * CONTEST_HEIGHT;
  const parts = contests.map((contest, index) =>
    group(MARGIN, LEGEND_HEIGHT + index * CONTEST_HEIGHT, contestPicture(contest)),
  );
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
  };
  const content = [
    `<style>${STYLE}</style>`,
    element('rect', { width: WIDTH, height, fill: '#fff' }),
    group(MARGIN, 20, legend()),
    ...parts,
  ];
  return element('svg', attributes, content) + '\n';
}

function contestPicture(contest: Contest): string[] {
  const { world, outcomes } = contest;
  const rows = rowsOf(contest);
  const shown = [rows.find(({ policy }) => policy === FACEFLEET), bestBaseline(rows)]
    .filter((row) => row !== undefined)
    .map((row) => ({ row, outcome: outcomes[rows.indexOf(row)] as Outcome }));
  const scale = timelineScale(shown.map(({ outcome }) => outcome));
  return [
    text(0, 18, `${world.trace.name}, promised in ${world.sloS} s`, { class: 'head' }),
    ...shown.map(({ row, outcome }, index) =>
      group(0, HEAD_HEIGHT + index * TIMELINE_HEIGHT, timeline(outcome, titleOf(row), scale, TIMELINE_WIDTH)),
    ),
    group(
      TIMELINE_WIDTH + MARGIN,
      HEAD_HEIGHT,
      costAgainstMisses(rows, CHART_WIDTH, 2 * TIMELINE_HEIGHT - 20),
    ),
  ];
}

function titleOf({ policy, missed, missedShare, boundRatio, billedInstanceS }: Row): string {
  const ratio = boundRatio === null ? '' : `, ${boundRatio.toFixed(2)} times the bound`;
  const best = policy === FACEFLEET ? '' : ' (the best of the others)';
  return `${policy}${best}: ${countText(missed)} missed (${percentText(missedShare)} %), ${(billedInstanceS / 3600).toPrecision(3)} instance hours${ratio}`;
}

function legend(): string[] {
  let x = 0;
  return LEGEND.flatMap(({ kind, label }) => {
    const d = kind === 'demand' || kind === 'queue' ? `M${x} -6h24v10h-24z` : `M${x} 0h24`;
    const parts = [element('path', { class: kind, d }), text(x + 32, 4, label)];
    x += 32 + label.length * 6.6 + 30;
    return parts;
  });
}
