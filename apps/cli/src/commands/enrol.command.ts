import type { Enrolment } from '@facefleet/client';
import type { Command } from 'commander';
import { eachImage } from '../each-image';
import type { ContextOf } from '../context';

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
            if (json) terminal.json({ file, ...enrolment });
            else rows.push({ file, enrolment });
          });
        } finally {
          rows.sort((a, b) => (a.file < b.file ? -1 : 1));
          if (rows.length > 0) terminal.table(COLUMNS, rows);
        }
      },
    );
}

const COLUMNS = [
  { head: 'FILE', of: ({ file }: { file: string }) => file },
  { head: 'PERSON', of: ({ enrolment }: { enrolment: Enrolment }) => enrolment.personId },
  { head: 'NAME', of: ({ enrolment }: { enrolment: Enrolment }) => enrolment.name },
  { head: 'FACE', of: ({ enrolment }: { enrolment: Enrolment }) => enrolment.faceId },
];
