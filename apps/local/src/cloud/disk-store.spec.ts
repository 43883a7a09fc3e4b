import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DiskStore } from './disk-store';

let root: string;
const warn = vi.fn<(message: string) => void>();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'facefleet-disk-store-'));
  warn.mockClear();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = () => new DiskStore(join(root, 's3'), warn);

function openWithBucket(): DiskStore {
  const store = open();
  store.createBucket('photos');
  return store;
}

/** All files below the root, relative to it. */
const files = () =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1));

describe('the object store on disk', () => {
  it('has after a restart what it was given before, to the byte and with everything known of it', () => {
    const body = Buffer.from([0, 10, 13, 255, 10]);
    const first = openWithBucket();
    const put = first.putObject('photos', 'a/b.jpg', body, 'image/jpeg', { sha256: 'x' });
    first.putObject('photos', 'empty', Buffer.alloc(0));

    const second = open();
    expect(second.hasBucket('photos')).toBe(true);
    expect(second.getObject('photos', 'a/b.jpg')).toEqual(put);
    expect(second.headObject('photos', 'a/b.jpg')).toEqual({ ...put, body: Buffer.alloc(0) });
    expect(second.getObject('photos', 'empty').body).toHaveLength(0);
    expect(second.listObjects('photos').objects.map(({ key, etag }) => [key, etag])).toEqual([
      ['a/b.jpg', put.etag],
      ['empty', '"d41d8cd98f00b204e9800998ecf8427e"'],
    ]);
  });

  it('replaces an object as a whole', () => {
    const store = openWithBucket();
    store.putObject('photos', 'k', Buffer.from('a long first body'));
    store.putObject('photos', 'k', Buffer.from('short'));
    expect(store.getObject('photos', 'k').body.toString()).toBe('short');
    expect(open().getObject('photos', 'k').body.toString()).toBe('short');
    expect(files()).toHaveLength(1);
  });

  it('lists in order whatever comes and goes, and sorts its keys once only', () => {
    const store = openWithBucket();
    const keys = new Set(['m']);
    store.putObject('photos', 'm', Buffer.alloc(0));
    const listed = () => store.listObjects('photos').objects.map(({ key }) => key);
    expect(listed()).toEqual(['m']);
    const sort = vi.spyOn(Array.prototype, 'sort');
    for (let n = 0; n < 60; n++) {
      const key = String((n * 37) % 60);
      store.putObject('photos', key, Buffer.alloc(0));
      keys.add(key);
      const gone = String((n * 11) % 60);
      if (n % 3 === 0) store.deleteObject('photos', gone);
      if (n % 3 === 0) keys.delete(gone);
      expect(listed()).toHaveLength(keys.size);
    }
    const sorted = sort.mock.calls.length;
    sort.mockRestore();
    expect(sorted).toBe(0);
    expect(listed()).toEqual([...keys].sort());
  });

  it('removes the file with the object', () => {
    const store = openWithBucket();
    store.putObject('photos', 'k', Buffer.from('x'));
    store.deleteObject('photos', 'k');
    store.deleteObject('photos', 'never there');
    expect(files()).toEqual([]);
    expect(() => store.getObject('photos', 'k')).toThrow(expect.objectContaining({ code: 'NoSuchKey' }));
    expect(() => open().getObject('photos', 'k')).toThrow(expect.objectContaining({ code: 'NoSuchKey' }));
  });

  it.each([
    '../../escape',
    '/etc/passwd',
    '..',
    '.',
    'a/../../b',
    'nul\0byte',
    'back\\slash',
    '%2e%2e/x',
    'name.tmp',
    'folder.d',
    'Zoë 李 😀',
    `long/${'x'.repeat(1000)}`,
    'ü'.repeat(150),
  ])('keeps the key %j inside its folder and gives it back after a restart', (key) => {
    const store = openWithBucket();
    store.putObject('photos', key, Buffer.from(key));
    expect(files()).toHaveLength(1);
    expect(files()[0]).toMatch(/^s3\/photos\//);
    for (const name of files()[0]!.split('/')) expect(name).toMatch(/^[a-z0-9_%-]{1,200}(\.d)?$/);
    const later = open();
    expect(later.getObject('photos', key).body.toString()).toBe(key);
    later.deleteObject('photos', key);
    expect(files()).toEqual([]);
  });

  it('keeps bucket names inside the folder too', () => {
    const store = open();
    store.createBucket('../outside');
    store.putObject('../outside', 'k', Buffer.from('x'));
    expect(files()).toEqual(['s3/%2e%2e%2foutside/k']);
    expect(
      open()
        .listBuckets()
        .map(({ name }) => name),
    ).toEqual(['../outside']);
  });

  it('tells keys apart that differ in case only, on any file system', () => {
    const store = openWithBucket();
    store.putObject('photos', 'Friends', Buffer.from('upper'));
    store.putObject('photos', 'friends', Buffer.from('lower'));
    expect(new Set(files().map((file) => file.toLowerCase())).size).toBe(2);
  });

  it('holds a name that is the beginning of another one', () => {
    const store = openWithBucket();
    const keys = ['a', 'a/b', 'x'.repeat(200), 'x'.repeat(201), 'x'.repeat(400)];
    for (const key of keys) store.putObject('photos', key, Buffer.from(key));
    const later = open();
    for (const key of keys) expect(later.getObject('photos', key).body.toString()).toBe(key);
  });

  it('ignores and removes what a dying process left half written', () => {
    openWithBucket().putObject('photos', 'k', Buffer.from('old'));
    const half = join(root, 's3', 'photos', 'k.tmp');
    writeFileSync(half, '{"contentTy');
    expect(open().getObject('photos', 'k').body.toString()).toBe('old');
    expect(readdirSync(join(root, 's3', 'photos'))).toEqual(['k']);
  });

  it('leaves files alone that are none of its own', () => {
    openWithBucket();
    for (const name of ['.DS_Store', 'UPPER', '%zz', '%61']) {
      writeFileSync(join(root, 's3', 'photos', name), 'x');
    }
    mkdirSync(join(root, 's3', 'photos', 'notes'));
    expect(open().listObjects('photos').objects).toEqual([]);
    expect(readdirSync(join(root, 's3', 'photos'))).toHaveLength(5);
  });

  it('leaves out an object whose file is damaged, says so, and serves the others', () => {
    const first = openWithBucket();
    for (const key of ['a', 'b', 'c']) first.putObject('photos', key, Buffer.from(key));
    writeFileSync(join(root, 's3', 'photos', 'b'), 'damaged');
    const store = open();
    expect(store.listObjects('photos').objects.map(({ key }) => key)).toEqual(['a', 'c']);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('object b cannot be read'));
    expect(() => store.getObject('photos', 'b')).toThrow(expect.objectContaining({ code: 'NoSuchKey' }));
  });

  it('reports a full or missing disk to the writer and keeps the old object', () => {
    const store = openWithBucket();
    store.putObject('photos', 'k', Buffer.from('old'));
    mkdirSync(join(root, 's3', 'photos', 'k.tmp')); // makes the next write fail
    expect(() => store.putObject('photos', 'k', Buffer.from('new'))).toThrow();
    expect(store.getObject('photos', 'k').body.toString()).toBe('old');
  });

  it('lists in pages, by prefix, in order, each key once, while keys come and go', () => {
    const store = openWithBucket();
    const keys = Array.from({ length: 25 }, (_, i) => `g/${String.fromCharCode(65 + ((i * 7) % 50))}${i}`);
    for (const key of [...keys, 'f/z', 'h/a']) store.putObject('photos', key, Buffer.from('x'));
    const seen: string[] = [];
    for (let after = '', more = true; more;) {
      const page = store.listObjects('photos', { prefix: 'g/', maxKeys: 4, startAfter: after });
      seen.push(...page.objects.map(({ key }) => key));
      after = seen.at(-1)!;
      more = page.isTruncated;
      store.deleteObject('photos', seen[0]!);
      store.putObject('photos', 'g/', Buffer.from('x')); // comes before everything already listed
    }
    expect(seen).toEqual([...keys].sort());
  });

  it('folds keys at a delimiter', () => {
    const store = openWithBucket();
    for (const key of ['g/a/1', 'g/a/2', 'g/b', 'g/c/1', 'top'])
      store.putObject('photos', key, Buffer.from('x'));
    const listing = store.listObjects('photos', { prefix: 'g/', delimiter: '/' });
    expect(listing.commonPrefixes).toEqual(['g/a/', 'g/c/']);
    expect(listing.objects.map(({ key }) => key)).toEqual(['g/b']);
  });

  it('deletes a bucket only when it is empty', () => {
    const store = openWithBucket();
    store.putObject('photos', 'k', Buffer.from('x'));
    expect(() => store.deleteBucket('photos')).toThrow(expect.objectContaining({ code: 'BucketNotEmpty' }));
    store.deleteObject('photos', 'k');
    store.deleteBucket('photos');
    expect(open().hasBucket('photos')).toBe(false);
    expect(() => store.getObject('photos', 'k')).toThrow(expect.objectContaining({ code: 'NoSuchBucket' }));
  });

  it('never holds a body in memory that lies on disk', () => {
    const store = openWithBucket();
    store.putObject('photos', 'k', Buffer.from('one'));
    const path = join(root, 's3', 'photos', 'k');
    writeFileSync(path, readFileSync(path).toString().replace('one', 'two'));
    expect(store.getObject('photos', 'k').body.toString()).toBe('two');
  });
});
