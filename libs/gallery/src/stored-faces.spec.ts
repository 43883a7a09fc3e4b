import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeEmbedding, type Entry } from './entry';
import { enrolment, idOf, MemoryStore, processOn } from './memory-store.fixture';
import { StoredFaces } from './stored-faces';

const further = (n: number, face: number, embedding: number[]): Entry => ({
  ...{ v: 1, type: 'embedding', id: idOf(n), faceId: idOf(face), model: 'other' },
  embedding: encodeEmbedding(Float32Array.from(embedding)),
});

let store: MemoryStore;
let here: ReturnType<typeof processOn>;
let faces: StoredFaces;

beforeEach(async () => {
  Logger.overrideLogger(false);
  store = new MemoryStore();
  here = processOn(store);
  faces = new StoredFaces(here.log);
  for (const n of [1, 2, 3]) await here.log.append('g', enrolment(n, n === 2 ? 'bob' : 'ada'));
  await here.log.append('g', further(4, 1, [0.5, 0.25, 8]));
});

async function read() {
  const { state } = await here.galleries.existing('g', 0);
  const stored = await faces.read('g', state.people.get('ada')?.faces ?? []);
  return stored.map(({ faceId, enrolled, embeddings }) => ({
    ...{ faceId, imageSha256: enrolled?.imageSha256, box: enrolled?.box },
    embeddings: Object.fromEntries([...embeddings].map(([model, values]) => [model, [...values]])),
  }));
}

async function fold(entries: number[]): Promise<void> {
  const view = here.view();
  await view.refresh();
  await here.compactor.fold(view, [], entries.map(idOf));
}

describe('StoredFaces', () => {
  const hash = (n: number) => n.toString(16).padStart(64, '0');
  const box = { x: 0.5, y: 0, width: 12.3, height: 1 };
  const all = [
    { faceId: idOf(1), imageSha256: hash(1), box, embeddings: { m: [1, 1], other: [0.5, 0.25, 8] } },
    { faceId: idOf(3), imageSha256: hash(3), box, embeddings: { m: [3, 1] } },
  ];

  it('reads the faces of a person with all embeddings, and nobody else’s', async () => {
    expect(await read()).toEqual(all);
  });

  it.each([[[1, 2, 3, 4]], [[1, 2]], [[2, 4]]])(
    'reads them where entries were folded into a segment: %j',
    async (entries) => {
      await fold(entries);
      expect(await read()).toEqual(all);
    },
  );

  it('finds what is folded while it reads', async () => {
    let folded = false;
    const view = here.galleries.view('g');
    await view.refresh();
    store.before = async (operation, key) => {
      if (folded || operation !== 'get' || !key.endsWith(`entries/${idOf(3)}`)) return;
      folded = true;
      await fold([1, 2, 3, 4]);
    };
    expect(await read()).toEqual(all);
    expect(folded).toBe(true);
  });

  it('reads no embeddings of others from a segment', async () => {
    await fold([1, 2, 3, 4]);
    const { state } = await here.galleries.existing('g', 0);
    let bytes = 0;
    const get = store.get.bind(store);
    store.get = async (key, options) => {
      const read = await get(key, options);
      if (options?.range && options.range.from > 0) bytes += read?.length ?? 0;
      return read;
    };
    await faces.read('g', state.people.get('ada')?.faces.slice(1) ?? []);
    expect(bytes).toBe(2 * 2); // two half floats
  });
});
