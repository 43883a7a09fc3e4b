import { keyBytes, keyOf, wordOf } from './arguments';
import { type Keyspace } from './keyspace';
import { CommandError, OK, type Reply, Status } from './resp';
import { type Session } from './session';
import { type Subscriptions } from './subscriptions';

export interface SessionCommand {
  min: number;
  max?: number;
  /** @returns undefined when it has sent its answers itself */
  run(args: Buffer[], session: Session): Reply | undefined;
}

/** Commands about the connection, the server and messages, as Redis 7 answers them. */
export function connectionCommands(
  keyspace: Keyspace,
  subscriptions: Subscriptions,
): Record<string, SessionCommand> {
  return {
    PING: { min: 0, max: 1, run: ([text], session) => ping(text, session) },
    ECHO: { min: 1, max: 1, run: ([text]) => text! },
    INFO: { min: 0, run: () => information(keyspace) },
    CLIENT: { min: 1, run: (args, session) => client(args, session) },
    SELECT: {
      min: 1,
      max: 1,
      run: ([index]) => {
        if (keyOf(index!) === '0') return OK;
        throw new CommandError('ERR DB index is out of range');
      },
    },
    // Clients that ask for RESP3 fall back to RESP2 when told this, as with a Redis older than version 6.
    HELLO: {
      min: 0,
      run: () => {
        throw new CommandError('NOPROTO this server speaks RESP2 and needs no HELLO');
      },
    },
    QUIT: {
      min: 0,
      run: (_args, session) => {
        session.send(OK);
        session.end();
        return undefined;
      },
    },
    PUBLISH: { min: 2, max: 2, run: ([channel, message]) => subscriptions.publish(channel!, message!) },
    SUBSCRIBE: {
      min: 1,
      run: (channels, session) =>
        forEach(channels, session, 'subscribe', (channel) => subscriptions.subscribe(session, channel)),
    },
    PSUBSCRIBE: {
      min: 1,
      run: (patterns, session) =>
        forEach(patterns, session, 'psubscribe', (pattern) =>
          subscriptions.subscribePattern(session, pattern),
        ),
    },
    UNSUBSCRIBE: {
      min: 0,
      run: (channels, session) =>
        forEach(allOr(channels, session.channels), session, 'unsubscribe', (channel) =>
          subscriptions.unsubscribe(session, channel),
        ),
    },
    PUNSUBSCRIBE: {
      min: 0,
      run: (patterns, session) =>
        forEach(allOr(patterns, session.patterns), session, 'punsubscribe', (pattern) =>
          subscriptions.unsubscribePattern(session, pattern),
        ),
    },
  };
}

/** What a connection that has subscribed may still say in RESP2. */
export const ALLOWED_WHILE_SUBSCRIBED = new Set([
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'PSUBSCRIBE',
  'PUNSUBSCRIBE',
  'PING',
  'QUIT',
]);

function ping(text: Buffer | undefined, session: Session): Reply {
  if (session.subscriptionCount > 0) return ['pong', text ?? ''];
  return text ?? new Status('PONG');
}

function client([subcommand, ...args]: Buffer[], session: Session): Reply {
  switch (wordOf(subcommand)) {
    case 'ID':
      return session.id;
    case 'GETNAME':
      return session.name === '' ? null : session.name;
    case 'SETNAME':
      session.name = args[0]?.toString() ?? '';
      return OK;
    case 'SETINFO':
      return OK;
    default:
      throw new CommandError(`ERR unknown subcommand '${keyOf(subcommand!)}'.`);
  }
}

function information(keyspace: Keyspace): string {
  return [
    '# Server',
    'redis_version:7.0.0',
    'redis_mode:standalone',
    'server_name:facefleet-standin',
    `process_id:${process.pid}`,
    '# Persistence',
    'loading:0',
    '# Memory',
    `used_memory:${keyspace.usedBytes}`,
    '# Keyspace',
    `db0:keys=${keyspace.size}`,
    '',
  ].join('\r\n');
}

/** Each channel gets its own answer: what was done, to which, and how many subscriptions there are now. */
function forEach(
  names: (Buffer | null)[],
  session: Session,
  done: string,
  act: (name: string) => void,
): undefined {
  for (const name of names) {
    if (name !== null) act(keyOf(name));
    session.send([done, name, session.subscriptionCount]);
  }
}

/** Without names it means all of them; where there are none, one answer with a null name. */
function allOr(named: Buffer[], all: Set<string>): (Buffer | null)[] {
  if (named.length > 0) return named;
  return all.size > 0 ? [...all].map(keyBytes) : [null];
}
