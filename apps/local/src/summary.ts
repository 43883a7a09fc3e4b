import { join, relative } from 'node:path';
import { projectRoot } from './project';

export interface SummaryFacts {
  url: string;
  adminKey: string;
  /** Which Redis this is. */
  redis: string;
  modelSet: string;
  home: string;
}

/** What a newcomer needs; the last line is for programs that wait for it. */
export function summary({ url, adminKey, redis, modelSet, home }: SummaryFacts): string {
  const photograph = join(projectRoot, 'node_modules/@vladmandic/face-api/demo/sample1.jpg');
  return `
  URL         ${url}
  Docs        ${url}/docs
  Admin key   ${adminKey}   (kept in ${shortPath(join(home, 'admin-key'))})
  Models      ${modelSet}
  Redis       ${redis}

  Find the faces in a photograph:
    curl -H 'Authorization: Bearer ${adminKey}' -F image=@${shortPath(photograph)} ${url}/v1/recognitions

  Ctrl-C finishes what was accepted and stops.

Facefleet ready: ${url}`;
}

/** As one would type it here. */
export function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' ? '.' : fromHere.startsWith('..') ? path : fromHere;
}
