import type { Recognition } from '@facefleet/client';
import type { Command } from 'commander';
import { eachImage } from '../each-image';
import type { ContextOf } from '../context';
import { falseMatchRate, whole } from './arguments';

interface Options {
  gallery?: string;
  maxFaces?: number;
  maxFalseMatchRate?: number;
}
type Face = Recognition['faces'][number];

export function recognizeCommand(program: Command, contextOf: ContextOf): void {
  program
    .command('recognize')
    .alias('recognise')
    .description('who is in these images?')
    .argument('<files...>', 'images, or folders of images')
    .option('--gallery <name>', 'whom to look for (default: the gallery "default")')
    .option('--max-faces <count>', 'the largest faces of each image, at most so many', whole)
    .option('--max-false-match-rate <rate>', 'how often a stranger may be named, e.g. 0.001', falseMatchRate)
    .action(async (paths: string[], options: Options, command: Command) => {
      const context = contextOf(command);
      const { facefleet, terminal, json } = context;
      const rows: { file: string; face: Face | undefined }[] = [];
      const { gallery, maxFaces, maxFalseMatchRate } = options;
      const work = (path: string) => facefleet.recognise({ path }, { gallery, maxFaces, maxFalseMatchRate });
      try {
        await eachImage(context, paths, work, (file, recognition) => {
          if (json) terminal.json({ file, ...recognition });
          else if (recognition.faces.length === 0) rows.push({ file, face: undefined });
          else rows.push(...recognition.faces.map((face) => ({ file, face })));
        });
      } finally {
        rows.sort((a, b) => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1));
        if (rows.length > 0) terminal.table(COLUMNS, rows);
      }
    });
}

const COLUMNS = [
  { head: 'FILE', of: ({ file }: { file: string }) => file },
  { head: 'DECISION', of: ({ face }: { face?: Face }) => face?.decision ?? 'no face' },
  { head: 'PERSON', of: ({ face }: { face?: Face }) => (face?.person ?? face?.candidate)?.id },
  { head: 'NAME', of: ({ face }: { face?: Face }) => (face?.person ?? face?.candidate)?.name },
  {
    head: 'SIMILARITY',
    of: ({ face }: { face?: Face }) => face?.similarity?.toFixed(3),
    align: 'right' as const,
  },
  { head: 'FACE', of: ({ face }: { face?: Face }) => face && sizeOf(face) },
];

function sizeOf({ box }: Face): string {
  return `${Math.round(box.width)}x${Math.round(box.height)} at ${Math.round(box.x)},${Math.round(box.y)}`;
}
