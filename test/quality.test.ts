import type { EnrolmentSucceeded, RecognitionSucceeded } from '@facefleet/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { LocalSystem } from './support/system';

describe('the quality of faces, with the built-in models', () => {
  let system: LocalSystem;
  let api: Api;
  let portrait: Buffer;
  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    api = await system.api();
    portrait = await demoPortrait(DEMO_FACES[4]!, 0);
  });
  afterAll(() => system.stop());

  const enrol = (image: Uint8Array) => api.upload('/v1/galleries/default/people/ada/faces', image);

  it('is told with every enrolled and every recognised face', async () => {
    const enrolled = (await enrol(portrait)).body as EnrolmentSucceeded;
    expect(enrolled.quality?.issues).toEqual([]);
    expect(enrolled.quality?.eyeDistance).toBeGreaterThan(20);
    const recognised = (await api.upload('/v1/recognitions', portrait)).body as RecognitionSucceeded;
    expect(recognised.faces[0]!.quality).toEqual(enrolled.quality);
  });

  it.each([
    ['too-small', () => sharp(portrait).resize(44)],
    ['too-blurred', () => sharp(portrait).blur(6)],
  ])('keeps a face that is %s out of the gallery, and only reports it of a probe', async (issue, spoil) => {
    const issues = expect.arrayContaining([issue]) as string[];
    const image = await spoil().jpeg({ quality: 90 }).toBuffer();
    const refused = await enrol(image);
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'face-unsuitable', issues, detail: expect.stringContaining('(') as string },
    });
    const { status, body } = await api.upload('/v1/recognitions', image);
    expect(status).toBe(200);
    expect((body as RecognitionSucceeded).faces[0]!.quality?.issues).toEqual(issues);

    const accepted = await api.upload('/v1/galleries/default/people/ada/faces', image, {
      headers: { Prefer: 'respond-async' },
    });
    const { id } = accepted.body as { id: string };
    await expect
      .poll(async () => (await api.request('GET', `/v1/enrolments/${id}`)).body, { timeout: 20_000 })
      .toMatchObject({ status: 'failed', error: { code: 'face-unsuitable', issues } });
  });
});
