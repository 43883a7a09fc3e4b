import { join, relative } from 'node:path';
import { projectRoot } from './project';

export interface SummaryFacts {
  url: string;
  /** undefined: it is not for here, e.g. because what is said ends up in a log */
  adminKey: string | undefined;
  /** Which Redis this is. */
  redis: string;
  modelSet: string;
  home: string;
}

/** What a newcomer needs; the last line is for programs that wait for it. */
export function summary({ url, adminKey, redis, modelSet, home }: SummaryFacts): string {
  const keyFile = shortPath(join(home, 'admin-key'));
  const inFile = `kept in ${keyFile}`;
  const photograph = join(projectRoot, 'node_modules/@vladmandic/face-api/demo/sample1.jpg');
  return `
  URL         ${url}
  Docs        ${url}/docs
  Admin key   ${adminKey === undefined ? inFile : `${adminKey}   (${inFile})`}
  Models      ${modelSet}
  Redis       ${redis}

  Find the faces in a photograph:
    curl -H "Authorization: Bearer ${adminKey ?? `$(cat ${keyFile})`}" -F image=@${shortPath(photograph)} ${url}/v1/recognitions

  Ctrl-C finishes what was accepted and stops.

Facefleet ready: ${url}`;
}

/** As one would type it here. */
export function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' ? '.' : fromHere.startsWith('..') ? path : fromHere;
}
