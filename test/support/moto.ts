import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { eventually, freePort } from './system';

const SERVER = 'moto_server';
const DEADLINE_MS = 60_000;
/** Signatures are not checked, but who asks and for which service is read from them. */
const signed = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=operator/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=none`;

export const motoFound = spawnSync(SERVER, ['--help'], { stdio: 'ignore' }).status === 0;

/** A server that behaves like many services of AWS, in memory. */
export class Moto {
  private constructor(
    readonly endpoint: string,
    private readonly server: ChildProcess,
  ) {}

  static async start(): Promise<Moto> {
    const port = await freePort();
    const server = spawn(SERVER, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const moto = new Moto(`http://127.0.0.1:${port}`, server);
    const up = () =>
      fetch(moto.endpoint).then(
        () => true,
        () => false,
      );
    await eventually(up, (answers) => answers, DEADLINE_MS);
    return moto;
  }

  async stop(): Promise<void> {
    const gone = once(this.server, 'exit');
    this.server.kill('SIGKILL');
    await gone;
  }

  /** A service with a query API. @returns its XML @throws with it where it is refused */
  async query(service: string, version: string, action: string, parameters: Record<string, string> = {}) {
    const body = new URLSearchParams({ Action: action, Version: version, ...parameters });
    return this.send(service, '/', { method: 'POST', body });
  }

  /** A service with a JSON API. */
  async json(service: string, target: string, body: object): Promise<Record<string, unknown>> {
    const headers = { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': target };
    const text = await this.send(service, '/', { method: 'POST', body: JSON.stringify(body), headers });
    return JSON.parse(text) as Record<string, unknown>;
  }

  async put(path: string, body?: string): Promise<void> {
    await this.send('s3', path, { method: 'PUT', body });
  }

  private async send(service: string, path: string, init: RequestInit): Promise<string> {
    const headers = { Authorization: signed(service), ...(init.headers as Record<string, string>) };
    const answer = await fetch(this.endpoint + path, { ...init, headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${service} answers ${answer.status}: ${text.slice(0, 2_000)}`);
    return text;
  }
}

/** What stands in the first element of this name. */
export function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
