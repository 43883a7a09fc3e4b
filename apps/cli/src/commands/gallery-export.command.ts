import type { Command } from 'commander';
import { saveArchive } from '../archive-file';
import type { ContextOf } from '../context';

export function galleryExportCommand(gallery: Command, contextOf: ContextOf): void {
  gallery
    .command('export')
    .description('people, metadata and photographs as a tar, which `facefleet import` takes')
    .argument('<gallery>')
    .option('-o, --output <file>', 'where to write it (default: <gallery>.tar)')
    .action(async (name: string, { output }: { output?: string }, command: Command) => {
      const context = contextOf(command);
      const file = output ?? `${name}.tar`;
      await saveArchive(context, context.facefleet.exportGallery(name), file, { gallery: name });
    });
}
