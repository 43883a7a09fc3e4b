import type { Key, NewKey } from '@facefleet/client';
import { type Command, Option } from 'commander';
import type { ContextOf } from '../context';
import { expiry, perMinute } from './arguments';

interface CreateOptions {
  scope: NewKey['scopes'];
  gallery?: string[];
  expires?: string;
  perMinute?: number;
}

export function keysCommand(program: Command, contextOf: ContextOf): void {
  const keys = program.command('keys').description('API keys: who may do what');

  keys
    .command('list')
    .description('all keys, without their secrets')
    .action(async (_options: object, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const list = await facefleet.listKeys();
      if (json) for (const key of list.keys) terminal.json(key);
      else terminal.table(COLUMNS, list.keys);
    });

  keys
    .command('create')
    .description('a new key; its secret is shown this once')
    .argument('<name>', 'who or what is going to have it')
    .addOption(
      new Option('--scope <scope...>', 'what it may do')
        .choices(['recognize', 'enrol', 'admin'])
        .makeOptionMandatory(),
    )
    .option('--gallery <gallery...>', 'the only galleries that it reaches; default: all')
    .option('--expires <when>', 'in so many days, as 30d, or at a time, as 2027-01-31T00:00:00Z', expiry)
    .option('--per-minute <requests>', 'at most so many requests a minute; 0: as many as it likes', perMinute)
    .action(async (name: string, options: CreateOptions, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const { scope: scopes, gallery: galleries, expires: expiresAt, perMinute: ratePerMinute } = options;
      const key = await facefleet.createKey({ name, scopes, galleries, expiresAt, ratePerMinute });
      if (json) terminal.json(key);
      else terminal.line(key.secret); // alone, so that it can be piped to where it belongs
    });

  keys
    .command('delete')
    .description('a key is refused from now on')
    .argument('<keyId>')
    .action(async (keyId: string, _options: object, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      await facefleet.deleteKey(keyId);
      if (json) terminal.json({ id: keyId, deleted: true });
      else terminal.line(`Deleted ${keyId}.`);
    });
}

const COLUMNS = [
  { head: 'KEY', of: ({ id }: Key) => id },
  { head: 'NAME', of: ({ name }: Key) => name },
  { head: 'SCOPES', of: ({ scopes }: Key) => scopes.join(',') },
  { head: 'GALLERIES', of: ({ galleries }: Key) => galleries?.join(',') ?? 'all' },
  { head: 'EXPIRES', of: ({ expiresAt }: Key) => expiresAt ?? 'never' },
  { head: 'LAST USED', of: ({ lastUsedAt }: Key) => lastUsedAt ?? 'never' },
];
