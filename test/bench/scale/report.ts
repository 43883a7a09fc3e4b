import { columns } from '../columns';
import type { BenchFigures } from '../report';

export interface ScaleFigures extends BenchFigures {
  workers: number;
}

export function scaleTable(all: ScaleFigures[], cores: number): string {
  const [first] = all;
  return [
    `Workers of one core each; gateway, SQS/S3, Redis and client share the machine's ${cores} cores with them`,
    columns([
      [
        'workers',
        'images/s',
        'times one worker',
        'gateway',
        'recognizer ms an image',
        'p50',
        'p99 ms',
        'ratio',
      ],
      ...all.map((figures) => [
        String(figures.workers),
        figures.imagesPerS.toFixed(1),
        (figures.imagesPerS / (first?.imagesPerS ?? NaN)).toFixed(2),
        figures.cpuMsPerImage.gateway.toFixed(1),
        figures.cpuMsPerImage.recognizer.toFixed(1),
        figures.p50Ms.toFixed(0),
        figures.p99Ms.toFixed(0),
        figures.ratio.toFixed(2),
      ]),
    ]),
  ].join('\n');
}
