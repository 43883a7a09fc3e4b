import type { Enrolment } from '@facefleet/client';
import type { Command } from 'commander';
import { eachImage } from '../each-image';
import type { ContextOf } from '../context';

type Warning = Enrolment['warnings'][number];

export function enrolCommand(program: Command, contextOf: ContextOf): void {
  program
    .command('enrol')
    .alias('enroll')
    .description('enrol faces of a person, one an image')
    .argument('<gallery>')
    .argument('<personId>')
    .argument('<files...>', 'images, or folders of images')
    .option('--name <name>', 'what people read; the id where it is never given')
    .action(
      async (
        gallery: string,
        person: string,
        paths: string[],
        { name }: { name?: string },
        command: Command,
      ) => {
        const context = contextOf(command);
        const { facefleet, terminal, json } = context;
        const rows: { file: string; enrolment: Enrolment }[] = [];
        const work = (path: string) => facefleet.enrol(gallery, person, { path }, { name });
        try {
          await eachImage(context, paths, work, (file, enrolment) => {
            if (json) return terminal.json({ file, ...enrolment });
            rows.push({ file, enrolment });
            for (const warning of enrolment.warnings) terminal.warning(explained(warning), file);
          });
        } finally {
          rows.sort((a, b) => (a.file < b.file ? -1 : 1));
          if (rows.length > 0) terminal.table(COLUMNS, rows);
        }
      },
    );
}

function explained(warning: Warning): { code: string; detail: string } {
  const { code } = warning;
  if (code === 'already-enrolled-photograph')
    return { code, detail: `Enrolled with this photograph before, as face ${warning.faceId}: not again.` };
  const similarity = warning.similarity.toFixed(3);
  const detail =
    code === 'already-enrolled'
      ? `Enrolled, but it looks like ${warning.personId}, with a similarity of ${similarity}.`
      : `Enrolled, but it is unlike the other faces of this person: similarity ${similarity} at most.`;
  return { code, detail };
}

const COLUMNS = [
  { head: 'FILE', of: ({ file }: { file: string }) => file },
  { head: 'PERSON', of: ({ enrolment }: { enrolment: Enrolment }) => enrolment.personId },
  { head: 'NAME', of: ({ enrolment }: { enrolment: Enrolment }) => enrolment.name },
  { head: 'FACE', of: ({ enrolment }: { enrolment: Enrolment }) => enrolment.faceId },
];
