import { spawnSync } from 'node:child_process';

export const redisServerFound = spawnSync('redis-server', ['--version']).status === 0;
