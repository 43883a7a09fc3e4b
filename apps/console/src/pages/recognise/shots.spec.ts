import { FacefleetError, type Recognition } from '@facefleet/client/browser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Shots } from './shots';

interface Asked {
  name: string;
  gallery: string;
  answer: (result: string) => Promise<void>;
  refuse: (error: Error) => Promise<void>;
}

const files = (...names: string[]) => names.map((name) => ({ name }) as File);
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('several images', () => {
  let asked: Asked[];
  let shots: Shots;

  beforeEach(() => {
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('no browser')));
    asked = [];
    shots = new Shots(
      ({ name }, gallery) =>
        new Promise((resolve, reject) => {
          asked.push({
            name,
            gallery,
            answer: (id) => (resolve({ id } as Recognition), settled()),
            refuse: (error) => (reject(error), settled()),
          });
        }),
      'staff',
    );
  });
  afterEach(() => vi.unstubAllGlobals());

  const state = () => shots.all.value.map(({ file, status, result }) => [file.name, status, result?.id]);

  it('are asked about a few at a time, and the next ones as answers come', async () => {
    shots.add(files('1', '2', '3', '4', '5', '6'));
    expect(asked.map(({ name }) => name)).toEqual(['1', '2', '3', '4']);
    await asked[1]?.answer('second');
    expect(asked.map(({ name }) => name)).toEqual(['1', '2', '3', '4', '5']);
    expect(state()[1]).toEqual(['2', 'done', 'second']);
  });

  it('fail alone', async () => {
    shots.add(files('1', '2'));
    await asked[0]?.refuse(new FacefleetError('image-unreadable', 'It cannot be decoded.', 422));
    await asked[1]?.answer('second');
    expect(state()).toEqual([
      ['1', 'failed', undefined],
      ['2', 'done', 'second'],
    ]);
    expect(shots.all.value[0]?.failure).toMatchObject({ code: 'image-unreadable' });
  });

  it('are answered by the gallery that was chosen last, whichever answer comes last', async () => {
    shots.add(files('1'));
    shots.askAllOf('guests');
    expect(asked.map(({ gallery }) => gallery)).toEqual(['staff', 'guests']);
    await asked[1]?.answer('of guests');
    await asked[0]?.answer('of staff');
    expect(state()).toEqual([['1', 'done', 'of guests']]);
  });

  it('ask nobody any more once one has left', async () => {
    shots.add(files('1', '2', '3', '4', '5'));
    shots.leave();
    await asked[0]?.answer('late');
    expect(asked).toHaveLength(4);
    expect(state()).toEqual([]);
  });
});
