import { fitsInt64, integerOf, keyBytes, keyOf, wordOf } from './arguments';
import { globMatcher } from './glob';
import { type Keyspace } from './keyspace';
import { CommandError, OK, type Reply } from './resp';

export interface Command {
  /** Fewest arguments after the command's name. */
  min: number;
  /** Most arguments; as many as the client likes when absent. */
  max?: number;
  run(args: Buffer[]): Reply;
}

const SYNTAX_ERROR = 'ERR syntax error';

/** Commands over keys and values, as Redis 7 answers them. */
export function keyCommands(keyspace: Keyspace, nowMs: () => number): Record<string, Command> {
  const ttl = (key: Buffer, inUnits: (ms: number) => number): number => {
    if (!keyspace.has(keyOf(key))) return -2;
    const expiryMs = keyspace.expiryMs(keyOf(key));
    return expiryMs === undefined ? -1 : inUnits(expiryMs - nowMs());
  };

  const expire = (key: Buffer, amount: Buffer | undefined, unitMs: number): number => {
    const ms = Number(integerOf(amount)) * unitMs;
    return keyspace.expireAt(keyOf(key), nowMs() + ms) ? 1 : 0;
  };

  const increase = (key: Buffer, by: bigint): bigint => {
    const name = keyOf(key);
    const value = integerOf(keyspace.get(name) ?? Buffer.from('0')) + by;
    if (!fitsInt64(value)) throw new CommandError('ERR increment or decrement would overflow');
    keyspace.set(name, Buffer.from(String(value)), keyspace.expiryMs(name));
    return value;
  };

  const remove: Command = {
    min: 1,
    run: (keys) => keys.filter((key) => keyspace.delete(keyOf(key))).length,
  };

  return {
    GET: { min: 1, max: 1, run: ([key]) => keyspace.get(keyOf(key!)) ?? null },
    SET: { min: 2, run: (args) => set(keyspace, nowMs, args) },
    MGET: { min: 1, run: (keys) => keys.map((key) => keyspace.get(keyOf(key)) ?? null) },
    MSET: {
      min: 2,
      run: (args) => {
        if (args.length % 2 === 1) throw new CommandError("ERR wrong number of arguments for 'mset' command");
        for (let i = 0; i < args.length; i += 2) keyspace.set(keyOf(args[i]!), Buffer.from(args[i + 1]!));
        return OK;
      },
    },
    DEL: remove,
    UNLINK: remove,
    EXISTS: { min: 1, run: (keys) => keys.filter((key) => keyspace.has(keyOf(key))).length },
    KEYS: {
      min: 1,
      max: 1,
      run: ([pattern]) =>
        keyspace
          .keys()
          .filter(globMatcher(keyOf(pattern!)))
          .map(keyBytes),
    },
    SCAN: { min: 1, run: (args) => scan(keyspace, args) },
    TTL: { min: 1, max: 1, run: ([key]) => ttl(key!, (ms) => Math.floor((ms + 500) / 1000)) },
    PTTL: { min: 1, max: 1, run: ([key]) => ttl(key!, (ms) => ms) },
    EXPIRE: { min: 2, max: 2, run: ([key, seconds]) => expire(key!, seconds, 1000) },
    PEXPIRE: { min: 2, max: 2, run: ([key, ms]) => expire(key!, ms, 1) },
    INCR: { min: 1, max: 1, run: ([key]) => increase(key!, 1n) },
    INCRBY: { min: 2, max: 2, run: ([key, by]) => increase(key!, integerOf(by)) },
    DBSIZE: { min: 0, max: 0, run: () => keyspace.size },
    FLUSHDB: {
      min: 0,
      max: 1,
      run: () => {
        keyspace.clear();
        return OK;
      },
    },
  };
}

function set(keyspace: Keyspace, nowMs: () => number, [keyArgument, value, ...options]: Buffer[]): Reply {
  const key = keyOf(keyArgument!);
  let expiresAtMs: number | undefined;
  let condition: 'NX' | 'XX' | undefined;
  for (let i = 0; i < options.length; i++) {
    const option = wordOf(options[i]);
    if ((option === 'EX' || option === 'PX') && expiresAtMs === undefined && i + 1 < options.length) {
      expiresAtMs = nowMs() + lifetimeMs(options[++i]!, option);
    } else if ((option === 'NX' || option === 'XX') && (condition ?? option) === option) {
      condition = option;
    } else throw new CommandError(SYNTAX_ERROR);
  }
  if (condition !== undefined && keyspace.has(key) !== (condition === 'XX')) return null;
  keyspace.set(key, Buffer.from(value!), expiresAtMs); // a copy: the argument is a view into the network's buffer
  return OK;
}

function lifetimeMs(argument: Buffer, unit: 'EX' | 'PX'): number {
  const amount = integerOf(argument);
  if (amount <= 0n) throw new CommandError("ERR invalid expire time in 'set' command");
  return Number(amount) * (unit === 'EX' ? 1000 : 1);
}

/** One step tells everything: COUNT is a hint, and the memory bound keeps the answer small. */
function scan(keyspace: Keyspace, [cursor, ...options]: Buffer[]): Reply {
  if (!/^\d+$/.test(keyOf(cursor!))) throw new CommandError('ERR invalid cursor');
  let matches: (key: string) => boolean = () => true;
  for (let i = 0; i < options.length; i += 2) {
    const option = wordOf(options[i]);
    const value = options[i + 1];
    if (option === 'MATCH' && value) matches = globMatcher(keyOf(value));
    else if (option === 'COUNT' && value) integerOf(value);
    else throw new CommandError(SYNTAX_ERROR);
  }
  return ['0', keyspace.keys().filter(matches).map(keyBytes)];
}
