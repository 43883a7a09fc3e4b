import type { AuditRecord } from '@facefleet/client';
import type { Command } from 'commander';
import type { ContextOf } from '../context';
import { moment, whole } from './arguments';

const DEFAULT_LIMIT = 50;
const MAX_A_PAGE = 1_000;

interface AuditOptions {
  from?: string;
  to?: string;
  by?: string;
  gallery?: string;
  person?: string;
  limit: number;
}

export function auditCommand(program: Command, contextOf: ContextOf): void {
  program
    .command('audit')
    .description('who did what, and who was told about whom; newest first')
    .option('--from <when>', 'from then on: a time, or so long ago, as 90s, 30m, 2h, 7d', moment)
    .option('--to <when>', 'before then', moment)
    .option('--by <keyId>', 'only what was done with this key')
    .option('--gallery <gallery>', 'only what concerned this gallery')
    .option('--person <personId>', 'only what named this person')
    .option('--limit <count>', 'at most so many', whole, DEFAULT_LIMIT)
    .action(async (options: AuditOptions, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const { from, to, by: keyId, gallery, person: personId, limit } = options;
      const query = { from, to, keyId, gallery, personId, limit: Math.min(limit, MAX_A_PAGE) };
      const shown: AuditRecord[] = [];
      let left = limit;
      for await (const record of withoutBeginnings(facefleet.auditRecords(query))) {
        if (json) terminal.json(record);
        else shown.push(record);
        if (--left === 0) break;
      }
      if (!json) terminal.table(COLUMNS, shown);
    });
}

/** An act has a record from before it began, of interest only where none says how it ended. */
async function* withoutBeginnings(newestFirst: AsyncIterable<AuditRecord>): AsyncGenerator<AuditRecord> {
  const ended = new Set<string>();
  for await (const record of newestFirst) {
    if (record.kind === 'act' && record.phase === 'ended') ended.add(record.id);
    if (record.phase === 'ended' || !ended.delete(record.id)) yield record;
  }
}

const MOST_SHOWN = 3;

function peopleOf({ people, morePeople }: AuditRecord): string {
  const others = people.length - MOST_SHOWN;
  const more = morePeople ? ' and more' : others > 0 ? ` and ${others} more` : '';
  return people.slice(0, MOST_SHOWN).join(',') + more || '-';
}

const COLUMNS = [
  { head: 'AT', of: ({ at }: AuditRecord) => at },
  { head: 'KEY', of: ({ keyId }: AuditRecord) => keyId },
  { head: 'NAME', of: ({ keyName }: AuditRecord) => keyName },
  { head: 'OPERATION', of: ({ operation }: AuditRecord) => operation },
  { head: 'GALLERY', of: ({ gallery }: AuditRecord) => gallery },
  { head: 'PEOPLE', of: peopleOf },
  { head: 'STATUS', of: ({ phase, status }: AuditRecord) => (phase === 'begun' ? 'not ended' : status) },
];
