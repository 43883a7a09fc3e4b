import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A call to AWS, as IAM names it. */
export interface RecordedCall {
  /** By the id of the access key that it was signed with. */
  by: string;
  action: string;
  /** ARN, or `*` where the action knows none. */
  resource: string;
}

const ACCOUNT = '123456789012';

/** Stands before a server of AWS's services and notes who asks it for what. */
export class CallRecorder {
  readonly calls: RecordedCall[] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {
    server.on('request', (incoming, response) => {
      this.pass(incoming, response).catch(() => response.destroy());
    });
  }

  static async start(target: string): Promise<CallRecorder> {
    const server = createServer();
    const recorder = new CallRecorder(server, target);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return recorder;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming;
    const body = await buffer(incoming);
    const [, by = '', service = ''] =
      /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    for (const call of callsOf(service, method, url, headers['x-amz-target'] as string | undefined, body))
      this.calls.push({ by, ...call });
    const outgoing = request(this.target + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    outgoing.end(body);
  }
}

type Named = Pick<RecordedCall, 'action' | 'resource'>;

function callsOf(
  service: string,
  method: string,
  url: string,
  target: string | undefined,
  body: Buffer,
): Named[] {
  switch (service) {
    case 'sqs':
      return sqsCall(target ?? '', body);
    case 'ec2':
      return [{ action: `ec2:${new URLSearchParams(body.toString()).get('Action')}`, resource: '*' }];
    case 's3':
      return s3Calls(method, new URL(url, 'http://s3'), body);
    default:
      return [{ action: `${service}:?`, resource: '*' }];
  }
}

/** SQS has no right to send or to delete several: it is the right to do one. */
function sqsCall(target: string, body: Buffer): Named[] {
  const action = target.replace(/^AmazonSQS\./, '').replace(/Batch$/, '');
  const { QueueUrl = '' } = JSON.parse(body.toString()) as { QueueUrl?: string };
  return [
    { action: `sqs:${action}`, resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:${QueueUrl.split('/').at(-1)}` },
  ];
}

function s3Calls(method: string, { pathname, searchParams }: URL, body: Buffer): Named[] {
  const [bucket = '', ...rest] = pathname.slice(1).split('/').map(decodeURIComponent);
  const key = rest.join('/');
  const of = (action: string, object = key) => ({
    action: `s3:${action}`,
    resource: `arn:aws:s3:::${bucket}/${object}`,
  });
  if (key === '') {
    if (method !== 'POST') return [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }];
    const keys = [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, name]) => name!);
    return keys.map((name) => of('DeleteObject', name));
  }
  if (method === 'GET' || method === 'HEAD') return [of('GetObject')];
  if (method === 'DELETE')
    return [of(searchParams.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject')];
  return [of('PutObject')];
}
