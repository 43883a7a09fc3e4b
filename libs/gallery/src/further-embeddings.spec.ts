import { describe, expect, it } from 'vitest';
import type { Face } from './state/face';
import { enrolment, idOf, MemoryStore, processOn } from './memory-store.fixture';

const ADA = 1;
const further = { faceId: idOf(ADA), model: 'n', embedding: Float32Array.of(1, 2) };

async function withAda() {
  const store = new MemoryStore();
  const { log, galleries } = processOn(store);
  await log.append('g', enrolment(ADA, 'ada'));
  const adasFace = async (): Promise<Face[]> => (await galleries.storedPerson('g', 'ada')).faces;
  const stored = (entry: number) => [...store.objects.keys()].some((key) => key.includes(idOf(entry)));
  return { store, galleries, adasFace, stored };
}

describe("a face's embedding by another model", () => {
  it('can be searched beside the first one', async () => {
    const { galleries, adasFace } = await withAda();
    await galleries.addEmbedding('g', { id: idOf(2), ...further });
    expect((await adasFace())[0]!.models).toEqual(['m', 'n']);
  });

  it('goes with the face, also where it was written between the decision to remove and the removal', async () => {
    const { store, galleries, adasFace, stored } = await withAda();
    const faces = await adasFace();
    store.before = async (operation) => {
      if (operation !== 'put') return;
      store.before = () => undefined;
      await galleries.addEmbedding('g', { id: idOf(2), ...further });
    };
    await galleries.remove('g', faces);
    expect([stored(1), stored(2)]).toEqual([false, false]);
  });

  it('is taken back by who wrote it after the face was removed', async () => {
    const { galleries, adasFace, stored } = await withAda();
    await galleries.remove('g', await adasFace());
    await galleries.addEmbedding('g', { id: idOf(2), ...further });
    const view = galleries.view('g');
    await view.refresh();
    expect(view.state.enrolledFace(idOf(ADA))).toBeUndefined();
    expect(stored(2)).toBe(true);
    await galleries.takeBack('g', idOf(2));
    expect(stored(2)).toBe(false);
  });
});

describe("a gallery's model", () => {
  it('is not set back by somebody who is late with an earlier change', async () => {
    const { galleries } = await withAda();
    await galleries.configure('g', { model: 'n' }, idOf(10));
    await galleries.configure('g', { model: 'm' }, idOf(20));
    await galleries.configure('g', { model: 'n' }, idOf(10));
    expect((await galleries.existing('g', 0)).state.model).toBe('m');
  });
});
