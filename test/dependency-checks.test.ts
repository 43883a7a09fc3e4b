import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT } from './support/system';

interface Licences {
  packagesOf: (lock: object, licenceOf?: (path: string) => string | undefined) => { name: string }[];
  refused: (packages: object[]) => { name: string }[];
}
interface Advisories {
  verdictOf: (output: string) => { unknown?: string; grave?: string[] };
}
const scriptOf = async <T>(name: string) => (await import(join(PROJECT, 'scripts', name))) as T;

it('a licence that nobody has allowed is found, of whatever runs and of tools', async () => {
  const { packagesOf, refused } = await scriptOf<Licences>('check-licences.mjs');
  const licences: Record<string, [licence: string | undefined, dev?: boolean]> = {
    good: ['MIT'],
    'good-tool': ['MPL-2.0', true],
    either: ['(GPL-3.0 OR MIT)'],
    both: ['MIT AND Apache-2.0'],
    '@img/sharp-libvips-linux-x64': ['LGPL-3.0-or-later'],
    'bad-reciprocal': ['MPL-2.0'],
    'bad-both': ['MIT AND GPL-3.0'],
    'bad-tool': ['AGPL-3.0', true],
    'bad-library': ['LGPL-3.0-or-later'],
    'bad-untold': [undefined],
    'old-untold': [undefined],
  };
  const entries = Object.entries(licences).map(([name, [license, dev]]) => [
    `node_modules/x/node_modules/${name}`,
    { version: '1.0.0', license, dev },
  ]);
  const lock = { packages: { '': { name: 'facefleet' }, ...Object.fromEntries(entries) } as object };
  const packages = packagesOf(lock, (path) => (path.endsWith('/old-untold') ? 'MIT' : undefined));
  expect(packages).toHaveLength(11);
  expect(refused(packages).map(({ name }) => name)).toEqual([
    'bad-reciprocal',
    'bad-both',
    'bad-tool',
    'bad-library',
    'bad-untold',
  ]);
});

it('a grave advisory fails the check, and a registry that knows none does not', async () => {
  const { verdictOf } = await scriptOf<Advisories>('check-advisories.mjs');
  const vulnerabilities = {
    a: { name: 'a', severity: 'moderate', range: '<1' },
    b: { name: 'b', severity: 'high', range: '<2' },
    c: { name: 'c', severity: 'critical', range: '*' },
  };
  expect(verdictOf(JSON.stringify({ vulnerabilities }))).toEqual({ grave: ['b <2: high', 'c *: critical'] });
  expect(verdictOf(JSON.stringify({ vulnerabilities: {} }))).toEqual({ grave: [] });
  expect(verdictOf('{"message":"405 Method Not Allowed"}')).toEqual({ unknown: '405 Method Not Allowed' });
  for (const output of ['', 'null', '<html>', '{"error":{"summary":"offline"}}'])
    expect(verdictOf(output).unknown).toMatch(/^(no answer.*|offline)$/);
});
