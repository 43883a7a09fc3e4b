import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adminKey } from './admin-key';

let home: string;

beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'facefleet-home-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("the admin's key", () => {
  it('is made once, long, random, and readable by this user only', () => {
    const first = adminKey(home);
    expect(first.key).toMatch(/^ff_[A-Za-z0-9_-]{43}$/);
    expect(adminKey(home)).toEqual(first);
    expect(statSync(join(home, 'admin-key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(home)).toEqual(['admin-key']);
    rmSync(join(home, 'admin-key'));
    expect(adminKey(home).key).not.toBe(first.key);
  });

  it('is known to the gateway by its SHA-256 alone', () => {
    const { key, sha256 } = adminKey(home);
    expect(sha256).toBe(createHash('sha256').update(key).digest('hex'));
  });
});
