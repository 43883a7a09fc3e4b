import { describe, expect, it } from 'vitest';
import { checkUrl } from './url-check';

describe('the URL of a webhook', () => {
  it.each([
    ['not a url', 'not a URL'],
    ['http://1.1.1.1/', 'https://'],
    ['ftp://1.1.1.1/', 'https://'],
    ['https://user:secret@1.1.1.1/', 'user and password'],
    ['https://127.0.0.1/', '127.0.0.1'],
    ['https://[::1]/', '::1'],
    ['https://169.254.169.254/latest/meta-data', '169.254.169.254'],
    ['https://localhost/', 'not a public address'],
    ['https://nobody.invalid/', 'cannot be resolved'],
  ])('is not %s', async (url, why) => {
    await expect(checkUrl(url, false)).rejects.toMatchObject({
      code: 'webhook-url-refused',
      message: expect.stringContaining(why) as string,
    });
  });

  it('is any public one with https', async () => {
    await expect(checkUrl('https://1.1.1.1/hook?x=1', false)).resolves.toBeUndefined();
  });

  it('may be one of this machine without TLS where that is switched on', async () => {
    await expect(checkUrl('http://localhost:1234/hook', true)).resolves.toBeUndefined();
    await expect(checkUrl('http://169.254.169.254/', true)).rejects.toMatchObject({
      code: 'webhook-url-refused',
    });
  });
});
