import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { vi } from 'vitest';
import { RedisStandin } from '../../apps/local/src/redis-standin/server';
import { redisServerFound } from './redis-found';
import { freePort } from './system';

export interface RunningRedis {
  port: number;
  /** The process of a real server. */
  process?: ChildProcess;
  stop(): Promise<void>;
}

export async function startStandin(port = 0): Promise<RunningRedis> {
  const standin = new RedisStandin();
  return { port: await standin.listen(port), stop: () => standin.close() };
}

export async function startRedisServer(port?: number): Promise<RunningRedis> {
  const chosen = port ?? (await freePort());
  const options = ['--save', '', '--appendonly', 'no', '--bind', '127.0.0.1', '--port', String(chosen)];
  const server = spawn('redis-server', options);
  let output = '';
  server.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await vi.waitFor(() => {
    if (!output.includes('Ready to accept connections')) throw new Error(`redis-server: ${output}`);
  }, 10_000);
  return {
    port: chosen,
    process: server,
    stop: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}

/** What the system may use as its Redis: tests hold both to the same behaviour. */
export const REDISES = [
  { name: 'the stand-in', start: startStandin, skip: false },
  {
    name: `a real redis-server${redisServerFound ? '' : ' (not on the PATH: skipped)'}`,
    start: startRedisServer,
    skip: !redisServerFound,
  },
];
