import { writeFile } from 'node:fs/promises';
import { runTool } from '../support/tool';
import { parseOverloadOptions, USAGE } from './options';
import { figuresOf, overloadReport } from './report';
import { type OverloadOptions, runOverload } from './run';

async function main({ json, ...options }: OverloadOptions & { json: string | undefined }): Promise<void> {
  const figures = figuresOf(await runOverload(options));
  console.log(overloadReport(figures));
  if (json !== undefined) await writeFile(json, JSON.stringify(figures, null, 2) + '\n');
  const { wrong, failed, withoutRetryAfter, p99Ms, limitS } = figures;
  if (wrong + failed + withoutRetryAfter > 0 || p99Ms > limitS * 1000) process.exitCode = 1;
}

runTool(parseOverloadOptions, USAGE, main);
