import type { FleetRecord } from '@facefleet/contracts';
import { readFileSync, writeFileSync } from 'node:fs';
import { element, group, text } from '../../apps/simulator/src/picture/svg';
import { timeline, TIMELINE_HEIGHT, timelineScale } from '../../apps/simulator/src/picture/timeline';
import { burstOf, fleetHistory } from './fleet-history';

const WIDTH = 800;
const MARGIN = 16;
const LEGEND_Y = 20;
const TIMELINE_Y = 36;
const MARKS_Y = TIMELINE_Y + TIMELINE_HEIGHT;
const HEIGHT = MARKS_Y + 12;
/** Where the plot begins in a timeline. */
const LEFT = 52;

const STYLE = `text{font:12px sans-serif;fill:#333}.title{font-weight:bold;fill:#111}.axis{fill:#777;font-size:11px}
.grid{stroke:#e4e4e4;fill:none}.demand{fill:none}.ready{stroke:#0b62c4;stroke-width:1.6;fill:none}
.instances{stroke:#f09a37;stroke-width:1.2;fill:none}.queue{fill:#c0504d}.lost{fill:#c0504d}.begun{fill:#111}`;

const LEGEND = [
  ['ready', 'workers ready', 'M0 -4h24'],
  ['instances', 'those that start or drain included', 'M0 -4h24'],
  ['lost', 'a worker was killed', 'M12 -10l5 9h-10z'],
  ['begun', 'the scaler was killed', 'M12 -10l5 9h-10z'],
] as const;

/** Draws what became of a fleet from the record of its scaler's decisions: `tsx test/burst/picture.ts FROM.jsonl TO.svg` */
function main([from, to]: string[]): void {
  if (from === undefined || to === undefined) throw new Error('It takes a file of decisions and a picture.');
  const lines = readFileSync(from, 'utf8').split('\n').filter(Boolean);
  const history = fleetHistory(burstOf(lines.map((line) => JSON.parse(line) as FleetRecord)));
  const scale = timelineScale([history]);
  const width = WIDTH - 2 * MARGIN;
  const xOf = (tS: number) => LEFT + (tS / scale.lengthS) * (width - LEFT);
  const mark = (kind: string) => (tS: number) =>
    element('path', { class: kind, d: `M${xOf(tS).toFixed(1)} -10l5 9h-10z` });
  const title = `${history.launches} launches, ${history.losses} workers and ${history.scalers - 1} scalers killed, backlog up to ${history.peakBacklog}`;
  const content = [
    `<style>${STYLE}</style>`,
    element('rect', { width: WIDTH, height: HEIGHT, fill: '#fff' }),
    group(MARGIN, LEGEND_Y, legend()),
    group(MARGIN, TIMELINE_Y, timeline(history, title, scale, width)),
    group(MARGIN, MARKS_Y, [...history.lostAtS.map(mark('lost')), ...history.begunAtS.map(mark('begun'))]),
  ];
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${HEIGHT}` };
  writeFileSync(to, element('svg', { ...attributes, width: WIDTH, height: HEIGHT }, content) + '\n');
}

function legend(): string[] {
  let x = 0;
  return LEGEND.map(([kind, label, d]) => {
    const part = group(x, 0, [element('path', { class: kind, d }), text(32, 0, label)]);
    x += 32 + label.length * 6.6 + 24;
    return part;
  });
}

main(process.argv.slice(2));
