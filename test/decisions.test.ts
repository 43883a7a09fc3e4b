import type { RecognitionSucceeded } from '@facefleet/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api';
import { DEMO_FACES, type DemoFace, demoPortrait } from './support/demo-faces';
import { LocalSystem } from './support/system';

const [ada, grace, alan, stranger] = DEMO_FACES.slice(2) as [DemoFace, DemoFace, DemoFace, DemoFace];

interface Answer {
  status: number;
  body: unknown;
}

describe('decisions, with the built-in models', () => {
  let system: LocalSystem;
  let api: Api;
  let photo: Buffer;

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    api = await system.api();
    await api.enrol('ada', await demoPortrait(ada, 0), 'Ada Lovelace');
    await api.enrol('grace', await demoPortrait(grace, 0));
    await api.enrol('alan', await demoPortrait(alan, 0));
    photo = await demoPortrait(ada, 1);
  });
  afterAll(() => system.stop());

  const largestFace = async (fields: Record<string, string> = {}) => {
    const { body } = await api.upload('/v1/recognitions', photo, { fields });
    const { faces, maxFalseMatchRate } = body as RecognitionSucceeded;
    return { ...faces[0]!, maxFalseMatchRate };
  };
  const configure = (gallery: string, settings: unknown): Promise<Answer> =>
    api.request('PATCH', `/v1/galleries/${gallery}`, {
      body: JSON.stringify(settings),
      headers: { 'Content-Type': 'application/json' },
    });
  const codeOf = ({ body }: Answer) => (body as { code: string }).code;

  it('say how often a stranger would look as much like somebody in the gallery', async () => {
    const face = await largestFace();
    expect(face).toMatchObject({ decision: 'match', person: { id: 'ada' }, maxFalseMatchRate: 0.001 });
    expect(face.falseMatchRate).toBeGreaterThan(0);
    expect(face.falseMatchRate).toBeLessThanOrEqual(0.001);
    const unknown = (await api.recognise(await demoPortrait(stranger, 0))).faces[0]!;
    expect(unknown).toMatchObject({ decision: 'unknown', person: null, candidate: null });
    expect(unknown.falseMatchRate).toBeGreaterThan(0.01);
  });

  it('are as careful as the request asks, or else the gallery', async () => {
    const { falseMatchRate } = await largestFace();
    const tooStrict = falseMatchRate! / 5;
    const possible = { decision: 'possible', person: null, candidate: { id: 'ada', name: 'Ada Lovelace' } };

    expect(await largestFace({ maxFalseMatchRate: String(tooStrict) })).toMatchObject(possible);
    expect(await largestFace()).toMatchObject({ decision: 'match' });

    expect(await configure('default', { maxFalseMatchRate: tooStrict })).toMatchObject({
      status: 200,
      body: { name: 'default', maxFalseMatchRate: tooStrict, people: 3, faces: 3, model: 'dlib-resnet-flip' },
    });
    expect(await largestFace()).toMatchObject({ ...possible, maxFalseMatchRate: tooStrict });
    expect(await largestFace({ maxFalseMatchRate: '0.001' })).toMatchObject({
      decision: 'match',
      person: { id: 'ada' },
      candidate: null,
    });

    await configure('default', { maxFalseMatchRate: 0.001 });
    expect(await largestFace()).toMatchObject({ decision: 'match', maxFalseMatchRate: 0.001 });
    expect((await api.request('GET', '/v1/galleries/default')).body).toMatchObject({
      maxFalseMatchRate: 0.001,
    });
  });

  it.each(['0', '-1', '1.5', 'low', ''])('refuse the rate "%s"', async (maxFalseMatchRate) => {
    const answer = await api.upload('/v1/recognitions', photo, { fields: { maxFalseMatchRate } });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'request-invalid']);
    expect(codeOf(await configure('default', { maxFalseMatchRate }))).toBe('request-invalid');
  });

  it('are set for galleries that exist, by settings that exist', async () => {
    expect(await configure('nowhere', { maxFalseMatchRate: 0.01 })).toMatchObject({ status: 404 });
    expect(await api.request('GET', '/v1/galleries/nowhere')).toMatchObject({ status: 404 });
    expect(codeOf(await configure('default', {}))).toBe('request-invalid');
    expect(codeOf(await configure('default', { maxFalseMatchRate: 0.01, colour: 'red' }))).toBe(
      'request-invalid',
    );
  });

  it.each([
    ['no JSON', '{"maxFalse', {}],
    ['of an odd alphabet', '{}', { 'Content-Type': 'application/json; charset=foo' }],
    ['packed in an odd way', '{}', { 'Content-Encoding': 'foo' }],
    ['packed at all', '{}', { 'Content-Encoding': 'gzip' }],
    ['no settings', '[]', {}],
  ])('are not set by a body that is %s', async (_, body, headers) => {
    const answer = await api.request('PATCH', '/v1/galleries/default', {
      body,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'request-invalid']);
  });

  it('are not set by a body that is larger than any settings', async () => {
    const tooMuch = await configure('default', { note: 'x'.repeat(20_000) });
    expect([tooMuch.status, codeOf(tooMuch)]).toEqual([413, 'request-too-large']);
  });

  it('rest on models whose licence, accuracy and calibration can be read', async () => {
    const { body } = await api.request('GET', '/v1/models');
    const { models } = body as { models: Record<string, unknown>[] };
    expect(models.map(({ set, installed }) => [set, installed])).toEqual([
      ['recommended', false],
      ['builtin', true],
      ['recommended-flip', false],
      ['builtin-plain', true],
    ]);
    expect(models[1]).toMatchObject({
      name: 'dlib-resnet-flip',
      default: true,
      dimensions: 128,
      flip: true,
      parts: [
        { name: 'tiny-face-detector', task: 'detector', licence: 'MIT' },
        { name: 'face-landmark-68', task: 'landmarks', licence: 'MIT' },
        {
          name: 'dlib-resnet-flip',
          task: 'embedder',
          licence: 'MIT',
          accuracy: expect.any(String) as string,
        },
      ],
      calibration: { people: expect.any(Number) as number, table: expect.any(Array) as unknown[] },
    });
  });
});
