/**
 * Fails where `npm audit` knows of a high or critical advisory about a package that runs in production. Where the registry
 * does not answer (offline, or a mirror without advisories), says so and goes on: nothing is known then.
 */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const GRAVE = ['high', 'critical'];
const LONGEST_MS = 60_000;
/** Once, and not for long: what does not answer now is asked the next time. */
const PATIENCE = ['--fetch-retries=0', '--fetch-timeout=20000'];

/** @param output  what `npm audit --json` printed */
export function verdictOf(output) {
  let report;
  try {
    report = JSON.parse(output);
  } catch {
    return { unknown: 'no answer that can be read' };
  }
  if (typeof report?.vulnerabilities !== 'object')
    return { unknown: report?.message ?? report?.error?.summary ?? 'no answer' };
  const grave = Object.values(report.vulnerabilities).filter(({ severity }) => GRAVE.includes(severity));
  return { grave: grave.map(({ name, severity, range }) => `${name} ${range}: ${severity}`) };
}

function main() {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--omit=dev', ...PATIENCE], {
    encoding: 'utf8',
    timeout: LONGEST_MS,
    shell: process.platform === 'win32',
  });
  const { unknown, grave = [] } = verdictOf(stdout ?? '');
  if (unknown !== undefined) {
    console.log(`Advisories: the registry does not answer (${unknown}), so none is known. Going on.`);
  } else if (grave.length === 0) {
    console.log('Advisories: none that is high or critical, of packages that run in production.');
  } else {
    console.error(`Advisories (npm audit --omit=dev says more):\n  ${grave.join('\n  ')}`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
