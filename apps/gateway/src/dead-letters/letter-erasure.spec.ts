import type { ImageRetention, RequestEnds } from '@facefleet/outcomes';
import { beforeEach, describe, expect, it } from 'vitest';
import { LetterBook } from './letter-book';
import { LetterErasure } from './letter-erasure';
import { LetterRemoval } from './letter-removal';
import { MemoryStore } from './memory-store.fixture';
import { readLetter } from './read-letter';

const id = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const sha = 'a'.repeat(64);
const inGallery = (gallery: string) => ({
  v: 1,
  id,
  submittedAtMs: 1,
  gallery,
  galleryVersion: '',
  model: 'm',
});
const enrolment = (gallery: string, personId: string) => ({
  ...{ ...inGallery(gallery), kind: 'enrolment', personId, name: personId },
  ...{ imageKey: `enrolments/${id}`, imageSha256: sha },
});
const search = (gallery: string) => ({ ...inGallery(gallery), kind: 'search', faceId: id, maxCandidates: 1 });

let store: MemoryStore;
let photographs: string[];
let erasure: LetterErasure;
let write: (body: object) => Promise<string>;

beforeEach(() => {
  store = new MemoryStore();
  photographs = [];
  const book = new LetterBook(store);
  const retention = {
    deletePhotographOfNobody: ({ imageKey }: { imageKey: string }) =>
      Promise.resolve(void photographs.push(imageKey)),
  } as unknown as ImageRetention;
  const ends = { resultOf: () => Promise.resolve(undefined) } as unknown as RequestEnds;
  erasure = new LetterErasure(book, new LetterRemoval(book, ends, retention));
  let number = 0;
  write = async (body) => {
    const letter = readLetter('requests', { MessageId: `${number++}`, Body: JSON.stringify(body) }, 0);
    await book.keep(letter, 'failed', '');
    await book.noteRedrive(letter.id, id, { id, at: new Date(0).toISOString() });
    return letter.id;
  };
});
const left = () => [...store.objects.values()].join();

describe('erasing', () => {
  it('a person erases the dead letters about him and the photographs in them, and no others', async () => {
    await write(enrolment('staff', 'ada'));
    await write(search('staff'));
    const others = [await write(enrolment('staff', 'bob')), await write(enrolment('guests', 'ada'))];
    await erasure.erase({ gallery: 'staff', personId: 'ada', faceIds: [id] });
    expect((await new LetterBook(store).all()).sort()).toEqual(others.sort());
    expect(photographs).toEqual([`enrolments/${id}`]);
    expect(store.objects.size).toBe(4);
  });

  it('a gallery erases all about it', async () => {
    await write(enrolment('staff', 'ada'));
    await write(search('staff'));
    await erasure.erase({ gallery: 'staff' });
    expect(left()).toBe('');
  });
});
