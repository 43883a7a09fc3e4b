import type { Galleries, Person } from '@facefleet/gallery';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ArchivedFile, jsonFile } from './archive';
import type { PersonAnswers } from './person-answers';
import type { PersonAudit } from './person-audit';
import type { PersonDescription } from './person-description';
import { PersonExport } from './person-export';
import type { PersonImports } from './person-imports';
import type { PersonLetters } from './person-letters';
import type { Photographs } from './photographs';
import { type SoughtPerson, SoughtPeople } from './sought-person';

let people: Map<string, Person>;
/** What happens after so many answers. */
let afterAnswers: Map<number, () => void>;
let sought: SoughtPerson | undefined;
let exported: PersonExport;

beforeEach(() => {
  people = new Map([['ada', { id: 'ada', faces: [] } as unknown as Person]]);
  [afterAnswers, sought] = [new Map<number, () => void>(), undefined];
  const galleries = {
    existing: () => Promise.resolve({ gallery: 'staff', state: { people } }),
  } as unknown as Galleries;
  const description = {
    of: () => Promise.resolve({ id: 'ada', faces: [{ id: 'face-1', imageSha256: 'a' }] }),
  } as unknown as PersonDescription;
  const nothing = {
    files: async function* () {},
  };
  const answers = {
    files: async function* (who: SoughtPerson, goOn: () => Promise<void>): AsyncGenerator<ArchivedFile> {
      sought = who;
      for (let n = 1; n <= 3; n++) {
        await goOn();
        yield jsonFile(`answers/${n}.json`, {});
        afterAnswers.get(n)?.();
      }
    },
  } as unknown as PersonAnswers;
  exported = new PersonExport(
    galleries,
    description,
    new SoughtPeople(galleries),
    nothing as unknown as Photographs,
    answers,
    nothing as unknown as PersonImports,
    nothing as unknown as PersonLetters,
    nothing as unknown as PersonAudit,
    { nowMs: () => 1_000 },
  );
});

/** @throws where the archive has no end */
async function filesOf(): Promise<Map<string, unknown>> {
  const tar = await buffer(await exported.open('staff', 'ada'));
  expect(tar.subarray(-1024).every((byte) => byte === 0)).toBe(true);
  const files = new Map<string, unknown>();
  const unpacked = extract();
  Readable.from([tar], { objectMode: false }).pipe(unpacked);
  for await (const entry of unpacked) files.set(entry.header.name, JSON.parse(String(await buffer(entry))));
  return files;
}

describe('PersonExport', () => {
  it('looks for what was asked for until now, by the faces and photographs of the person', async () => {
    expect([...(await filesOf()).keys()]).toEqual([
      ...['person.json', 'answers/1.json', 'answers/2.json', 'answers/3.json'],
    ]);
    expect(sought).toEqual({
      ...{ gallery: 'staff', personId: 'ada', beforeMs: 1_000 },
      ...{ faceIds: ['face-1'], imageSha256s: ['a'] },
    });
  });

  it('refuses where there is no such person', async () => {
    people.clear();
    await expect(exported.open('staff', 'ada')).rejects.toMatchObject({ code: 'person-not-found' });
  });

  it('ends as a whole archive, which says so, where the person is removed meanwhile', async () => {
    afterAnswers.set(1, () => people.clear());
    const files = await filesOf();
    expect([...files.keys()]).toEqual(['person.json', 'answers/1.json', 'removed.json']);
    expect(files.get('removed.json')).toMatchObject({ code: 'person-not-found' });
  });

  it('breaks off where something fails, so that nobody takes it for whole', async () => {
    afterAnswers.set(2, () => {
      throw new Error('away');
    });
    await expect(filesOf()).rejects.toThrow('away');
  });
});
