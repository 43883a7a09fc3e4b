import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecognitionSucceeded } from '@facefleet/contracts';
import { type Answer, type Api, largestName } from './support/api';
import { DEMO_FACES, demoPhoto, demoPortrait } from './support/demo-faces';
import { type LocalFile, LocalSystem, rssOf } from './support/system';

const [ada] = DEMO_FACES as [(typeof DEMO_FACES)[0]];

/** A PNG that says it has 40,000 x 40,000 pixels: 4.8 GB once decoded. */
function pngBomb(): Buffer {
  const ihdr = Buffer.alloc(25);
  ihdr.writeUInt32BE(13, 0);
  ihdr.write('IHDR', 4, 'latin1');
  ihdr.writeUInt32BE(40_000, 8);
  ihdr.writeUInt32BE(40_000, 12);
  ihdr.set([8, 2, 0, 0, 0], 16);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ihdr, Buffer.alloc(100)]);
}

describe('bad and odd input', () => {
  let system: LocalSystem;
  let api: Api;
  let pidsBefore: LocalFile['pids'];
  let rssBefore: number;

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    api = await system.api();
    pidsBefore = (await system.local()).pids;
    await api.enrol('ada', await demoPortrait(ada, 0), 'Ada');
    rssBefore = await rssOf(pidsBefore.gateway);
  });
  afterAll(() => system.stop());

  const both = ['/v1/recognitions', '/v1/galleries/default/people/x/faces'];
  const refused = (answer: Answer, status: number, code: string) => {
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
  };

  it('refuses two images where one is asked about', async () => {
    const two = new FormData();
    for (let n = 0; n < 2; n++)
      two.append('image', new Blob([new Uint8Array(await demoPortrait(ada, 1))]), 'a.jpg');
    const answer = await api.request('POST', '/v1/recognitions', { body: two });
    expect(answer.status).toBe(400);
  });

  describe.each(both)('POST %s', (path) => {
    it('refuses an empty body', async () => {
      refused(await api.request('POST', path), 400, 'image-missing');
    });

    it('refuses a body that is no form', async () => {
      const headers = { 'Content-Type': 'application/json' };
      refused(await api.request('POST', path, { body: '{"image":"x"}', headers }), 400, 'image-missing');
    });

    it('refuses a form that breaks off, and one without a boundary', async () => {
      const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
      const body = '--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nbytes';
      refused(await api.request('POST', path, { body, headers }), 400, 'request-invalid');
      const bare = { 'Content-Type': 'multipart/form-data' };
      refused(await api.request('POST', path, { body, headers: bare }), 400, 'request-invalid');
    });

    it('refuses a form without the field, and with another file field', async () => {
      const form = new FormData();
      form.append('name', 'Ada');
      refused(await api.request('POST', path, { body: form }), 400, 'image-missing');
      refused(await api.upload(path, await demoPortrait(ada, 1), { field: 'file' }), 400, 'image-missing');
    });

    it('refuses an image that was given as text', async () => {
      const form = new FormData();
      form.append('image', 'not a file');
      refused(await api.request('POST', path, { body: form }), 400, 'image-missing');
    });

    it('refuses an empty file', async () => {
      refused(await api.upload(path, new Uint8Array()), 400, 'image-empty');
    });

    it('refuses text called .jpg, and an SVG', async () => {
      refused(
        await api.upload(path, Buffer.from('I am a photograph.\n'.repeat(100))),
        415,
        'image-type-unsupported',
      );
      const svg =
        '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect width="9" height="9"/></svg>';
      refused(await api.upload(path, Buffer.from(svg), { fileName: 'a.svg' }), 415, 'image-type-unsupported');
    });

    it('refuses a truncated JPEG', async () => {
      const photo = await readFile(demoPhoto(6));
      refused(await api.upload(path, photo.subarray(0, photo.length / 2)), 422, 'image-unreadable');
      refused(await api.upload(path, photo.subarray(0, 20)), 422, 'image-unreadable');
    });

    it('refuses a PNG of 40,000 x 40,000 pixels by its header', async () => {
      refused(await api.upload(path, pngBomb()), 413, 'image-too-many-pixels');
    });

    it('refuses 100 MB, announced or not', async () => {
      refused(await api.upload(path, Buffer.alloc(100e6, 0xff)), 413, 'image-too-large');
      refused(
        await chunkedUpload(api.url + path, (await system.local()).adminKey, 100e6),
        413,
        'image-too-large',
      );
    });
  });

  it.each([
    ['gallery', '../../x'],
    ['maxFaces', '0'],
    ['maxFaces', '101'],
    ['maxFaces', 'many'],
    ['galery', 'staff'],
  ])('refuses the option %s=%s', async (name, value) => {
    const answer = await api.upload('/v1/recognitions', await demoPortrait(ada, 1), {
      fields: { [name]: value },
    });
    refused(answer, 400, 'request-invalid');
    expect((answer.body as { detail: string }).detail).toContain(name);
  });

  it('refuses what an enrolment cannot take, instead of leaving it out', async () => {
    const path = '/v1/galleries/default/people/x/faces';
    const answer = await api.upload(path, await demoPortrait(ada, 1), { fields: { metadata: '{}' } });
    refused(answer, 400, 'request-invalid');
  });

  it.each([
    ['no JSON', 'application/json', '{"name":', 'The body is no JSON: '],
    ['no object', 'application/json', 'null', 'request: Invalid input: expected object, received null'],
    ['a form without an end', 'multipart/form-data', '', 'Send a body of JSON, with the header'],
    ['not declared as JSON', 'text/plain', '{"name":"x"}', 'Send a body of JSON, with the header'],
  ])('says of a body that is %s what is wrong with it', async (_, type, body, detail) => {
    const answer = await api.request('POST', '/v1/galleries', { body, headers: { 'Content-Type': type } });
    refused(answer, 400, 'request-invalid');
    expect((answer.body as { detail: string }).detail).toContain(detail);
  });

  it('says which part of a path is no id', async () => {
    const answer = await api.request('GET', '/v1/recognitions/latest');
    refused(answer, 400, 'request-invalid');
    expect(answer.body).toMatchObject({ detail: 'id: Invalid UUID' });
  });

  it.each([['\u0000'], ['x'.repeat(201)]])('refuses the person name %j', async (name) => {
    const path = '/v1/galleries/default/people/x/faces';
    refused(await api.upload(path, await demoPortrait(ada, 1), { fields: { name } }), 400, 'request-invalid');
  });

  describe('recognises the same person', () => {
    const named = async (image: Buffer) => largestName(await api.recognise(image));

    it('in an animated GIF, by its first frame', async () => {
      const frame = await sharp(await demoPortrait(ada, 1))
        .resize(200, 200)
        .toBuffer();
      const blank = await sharp({ create: { width: 200, height: 200, channels: 3, background: '#000' } })
        .png()
        .toBuffer();
      const gif = await sharp([frame, blank], { join: { animated: true } })
        .gif()
        .toBuffer();
      expect((await sharp(gif).metadata()).pages).toBe(2);
      expect(await named(gif)).toBe('Ada');
    });

    it('in CMYK, in 16 bits, in grey with alpha, and in WebP, TIFF and AVIF', async () => {
      const portrait = sharp(await demoPortrait(ada, 1));
      expect(await named(await portrait.clone().toColourspace('cmyk').jpeg().toBuffer())).toBe('Ada');
      expect(await named(await portrait.clone().toColourspace('rgb16').png().toBuffer())).toBe('Ada');
      expect(await named(await portrait.clone().grayscale().ensureAlpha(0.9).png().toBuffer())).toBe('Ada');
      expect(await named(await portrait.clone().webp().toBuffer())).toBe('Ada');
      expect(await named(await portrait.clone().tiff().toBuffer())).toBe('Ada');
      expect(await named(await portrait.clone().avif().toBuffer())).toBe('Ada');
    });

    it('however the camera was held: the EXIF orientation turns boxes upright', async () => {
      const portrait = sharp(await demoPortrait(ada, 1));
      const upright = await api.recognise(await portrait.clone().jpeg().toBuffer());
      // Stored on its side, with the note how to turn it back.
      const turned = await portrait.clone().rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer();
      const answer: RecognitionSucceeded = await api.recognise(turned);
      expect(largestName(answer)).toBe('Ada');
      expect([answer.image.width, answer.image.height]).toEqual([upright.image.width, upright.image.height]);
      const [a, b] = [upright.faces[0]?.box, answer.faces[0]?.box];
      expect(Math.abs((a?.x ?? 0) - (b?.x ?? 0))).toBeLessThan(6);
      expect(Math.abs((a?.y ?? 0) - (b?.y ?? 0))).toBeLessThan(6);
    });
  });

  it('survives all of that in the processes that it began with', async () => {
    expect((await system.local()).pids).toEqual(pidsBefore);
    expect((await api.request('GET', '/health/ready')).status).toBe(200);
    expect((await rssOf(pidsBefore.gateway)) - rssBefore).toBeLessThan(200e6); // it was sent 400 MB in four uploads
    expect(system.log).not.toMatch(/ended unasked|unexpected error/);
  });
});

/** An upload that does not say how long it is. */
async function chunkedUpload(url: string, key: string, bytes: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const upload = request(
      url,
      {
        method: 'POST',
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'multipart/form-data; boundary=x' },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: new Headers(response.headers as Record<string, string>),
            body: JSON.parse(text),
          }),
        );
      },
    );
    upload.on('error', reject);
    upload.write('--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n');
    const chunk = Buffer.alloc(1e6, 0xff);
    let sent = 0;
    const pump = () => {
      for (; sent < bytes; sent += chunk.length)
        if (!upload.write(chunk)) return void upload.once('drain', ((sent += chunk.length), pump));
      upload.end('\r\n--x--\r\n');
    };
    pump();
  });
}
