import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { messageOf } from '@facefleet/platform';
import { type Child, type ChildSpec, nodeProgram } from '../children/child';
import { KeptChild } from '../children/kept-child';
import { probePort } from '../children/ports';
import type { LocalConfig } from '../config';
import type { StartPart } from './part-starter';

export interface RedisPart {
  url: string;
  /** For the person at the terminal: which Redis this is. */
  description: string;
  /** Absent: somebody else's Redis. */
  process?: KeptChild;
  /** Id of the server's own process, which may be behind a wrapper; waits until it is up. null: not ours. */
  serverPid(): Promise<number | null>;
}

/** In the home folder: its greetings are not worth the console. */
const LOG_FILE = 'redis.log';
const READY_DEADLINE_MS = 10_000;
const ASK_TIMEOUT_MS = 1_000;
const STOP_DEADLINE_MS = 5_000;

/**
 * redis-server knows nothing of our process. A shell starts it and waits for either to end: the server, or our side of
 * the shell's standard input, which also closes when we are killed.
 */
const SERVER_THAT_ENDS_WITH_ITS_INPUT = `
exec 3<&0
redis-server "$@" </dev/null &
server=$!
(read -r _ <&3; kill "$server") &
watcher=$!
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;

/** REDIS_URL, else redis-server from the PATH, else the stand-in; or the one that FACEFLEET_REDIS names. */
export async function startRedis(
  { redis, home, env, port: gatewayPort }: LocalConfig,
  start: StartPart,
  note: (sentence: string) => void,
): Promise<RedisPart> {
  if (redis.mode === 'auto' && redis.url !== undefined) return foreignRedis(redis.url);
  const version = redis.mode === 'standin' ? undefined : await redisServerVersion();
  if (version !== undefined) {
    rmSync(join(home, LOG_FILE), { force: true }); // of earlier runs
    try {
      const specFor = (port: number) => redisServer(port, home, env);
      return await ownRedis(`redis-server ${version}`, gatewayPort, specFor, start, note);
    } catch (error) {
      if (redis.mode === 'server') throw error;
      note(`redis-server does not start, so the stand-in takes its place: ${messageOf(error)}`);
    }
  }
  if (redis.mode === 'server') {
    throw new Error('FACEFLEET_REDIS=server needs redis-server, which is not on the PATH');
  }
  return ownRedis('built-in stand-in', gatewayPort, (port) => standin(port, env), start, note);
}

async function foreignRedis(url: string): Promise<RedisPart> {
  const { protocol, hostname, port, host } = new URL(url);
  const answers = protocol === 'rediss:' || (await info(hostname, Number(port || 6379))) !== undefined;
  const warning = answers ? '' : ', which does not answer: slower without it, and no events';
  return { url, description: `REDIS_URL (${host})${warning}`, serverPid: () => Promise.resolve(null) };
}

async function ownRedis(
  name: string,
  gatewayPort: number,
  specFor: (port: number) => ChildSpec,
  start: StartPart,
  note: (sentence: string) => void,
): Promise<RedisPart> {
  const port = await probePort(0, gatewayPort);
  const kept = new KeptChild(() => start(specFor(port)), note);
  await ready(kept.current, port);
  return {
    url: `redis://127.0.0.1:${port}`,
    description: `${name} on port ${port}`,
    process: kept,
    serverPid: async () => pidIn(await infoOnceUp(port)),
  };
}

function redisServer(port: number, home: string, env: NodeJS.ProcessEnv): ChildSpec {
  const nothingOnDisk = ['--save', '', '--appendonly', 'no', '--dir', home];
  const boundedCache = ['--maxmemory', '256mb', '--maxmemory-policy', 'allkeys-lru'];
  const here = ['--bind', '127.0.0.1', '--port', String(port)];
  const quiet = ['--logfile', join(home, LOG_FILE), '--loglevel', 'warning'];
  return {
    name: 'redis',
    command: 'sh',
    args: [
      '-c',
      SERVER_THAT_ENDS_WITH_ITS_INPUT,
      'redis',
      ...here,
      ...nothingOnDisk,
      ...boundedCache,
      ...quiet,
    ],
    env,
    stopDeadlineMs: STOP_DEADLINE_MS,
    endsBy: 'end of input',
  };
}

function standin(port: number, env: NodeJS.ProcessEnv): ChildSpec {
  return {
    name: 'redis',
    ...nodeProgram(join(__dirname, '../redis-standin/main')),
    env: { ...env, FACEFLEET_STANDIN_PORT: String(port) },
    stopDeadlineMs: STOP_DEADLINE_MS,
  };
}

async function redisServerVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('redis-server', ['--version']);
    return /v=(\S+)/.exec(stdout)?.[1] ?? '';
  } catch {
    return undefined;
  }
}

async function ready(child: Child, port: number): Promise<void> {
  const ac = new AbortController();
  const ended = child.ended.then((how) => child.failure(`ended (${how})`));
  try {
    await Promise.race([infoOnceUp(port, ac.signal), ended]);
  } finally {
    ac.abort();
  }
}

/** @throws when it does not answer in time */
async function infoOnceUp(port: number, signal?: AbortSignal): Promise<string> {
  const deadlineMs = Date.now() + READY_DEADLINE_MS;
  for (;;) {
    const text = await info('127.0.0.1', port);
    if (text !== undefined) return text;
    if (Date.now() > deadlineMs) throw new Error(`Redis on port ${port} does not answer`);
    await sleep(20, undefined, { signal });
  }
}

/** What Redis says of itself; undefined when nothing answers. One that asks for a password first answers with ''. */
function info(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ASK_TIMEOUT_MS });
    const finish = (text: string | undefined) => {
      socket.destroy();
      resolve(text);
    };
    let received = '';
    socket.on('connect', () => socket.write('*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n'));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const length = /^\$(\d+)\r\n/.exec(received);
      if (received.startsWith('-')) finish('');
      else if (length && received.length >= length[0].length + Number(length[1])) finish(received);
    });
    socket.on('timeout', () => finish(undefined));
    socket.on('error', () => finish(undefined));
    socket.on('close', () => finish(undefined));
  });
}

function pidIn(text: string): number | null {
  const found = /^process_id:(\d+)/m.exec(text);
  return found ? Number(found[1]) : null;
}
