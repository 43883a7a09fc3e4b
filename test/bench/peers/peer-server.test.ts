import { afterEach, describe, expect, it } from 'vitest';
import { PeerServer } from './peer-server';

const ANSWERS = `
  const server = require('http').createServer((request, response) => {
    response.statusCode = request.url === '/recognitions' ? 200 : 422;
    response.end('{"faces":1,"name":null}');
  });
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));`;

describe('the server of a peer', () => {
  let server: PeerServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  it('is asked over HTTP once it says where it listens', async () => {
    server = await PeerServer.start(process.execPath, ['-e', ANSWERS]);
    expect(await server.post('/recognitions', Buffer.from('image'))).toEqual({ faces: 1, name: null });
    await expect(server.post('/elsewhere', Buffer.from('image'))).rejects.toThrow('422');
  });

  it('that does not start says why', async () => {
    const quits = ['-e', 'console.error("there is no cv2"); process.exit(1)'];
    await expect(PeerServer.start(process.execPath, quits)).rejects.toThrow('there is no cv2');
    await expect(PeerServer.start('no-such-program', [])).rejects.toThrow('ENOENT');
  });
});
