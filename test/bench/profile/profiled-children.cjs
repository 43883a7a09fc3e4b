/**
 * Preloaded into `npm start` and what it starts: gateways and recognizers run with Node's own profiler, which writes a
 * profile of each of their threads when they end. Node takes `--cpu-prof` on the command line only, not in NODE_OPTIONS.
 */
const childProcess = require('node:child_process');
const { join } = require('node:path');

const APP = /[\\/]apps[\\/](gateway|recognizer)[\\/]src[\\/]main\.js$/;
const { spawn } = childProcess;

childProcess.spawn = (command, args, options) => {
  const app = command === process.execPath && Array.isArray(args) && APP.exec(args.at(-1))?.[1];
  if (!app) return spawn(command, args, options);
  const folder = join(process.env.BENCH_PROFILES, app);
  return spawn(command, ['--cpu-prof', `--cpu-prof-dir=${folder}`, ...args], options);
};
