import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelPath } from './catalogue';
import { manifest } from './manifest';
import { writeRecord } from './model-record';
import { modelTable } from './table';
import { writeAtomically } from './write-atomically';

describe('modelTable', () => {
  let modelsDir: string;
  beforeEach(async () => {
    modelsDir = await mkdtemp(join(tmpdir(), 'facefleet-table-'));
  });
  afterEach(() => rm(modelsDir, { recursive: true }));

  it('shows every model of every set, its licence and accuracy, and which are in place', async () => {
    const name = 'face-landmark-68';
    await writeAtomically(modelPath(modelsDir, name), Buffer.alloc(1_500_000));
    await writeRecord(modelsDir, manifest.models[name]!, 1_500_000);
    const [head, ...rows] = (await modelTable(modelsDir)).split('\n');
    expect(head!.split(/ {2,}/)).toEqual(['set', 'model', 'licence', 'accuracy', 'installed', 'size']);
    expect(rows).toHaveLength(10);
    expect(rows.filter((row) => row.endsWith('no'))).toHaveLength(8);
    const row = rows.find((line) => line.includes(name))!;
    expect(row).toMatch(/^builtin +face-landmark-68 +MIT +yes +1\.5 MB$/);
    expect(row.indexOf('yes')).toBe(head!.indexOf('installed'));
  });
});
