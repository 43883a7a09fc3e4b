import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../fuzz/dice';

/** What becomes of a call to SQS or S3. */
export type Trouble =
  | { kind: 'error'; status: 500 | 503; chance: number }
  | { kind: 'slow'; fromMs: number; toMs: number; chance: number }
  /** The connection ends before the call reaches anybody, or after it was carried out. */
  | { kind: 'reset'; when: 'before' | 'after'; chance: number }
  /** A message is in the queue twice. */
  | { kind: 'duplicates'; chance: number }
  /** Later messages come first. */
  | { kind: 'disorder'; mostS: number; chance: number }
  /** Two receivers get the same message at the same time, both as its first delivery. */
  | { kind: 'received-twice'; chance: number };

interface Call {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Of SQS; '' for S3 */
  action: string;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** How long a message that was received is good for being received again. */
const REMEMBERED_MS = 3_000;

/** Stands between the apps and the SQS/S3 server, and makes trouble when told to. */
export class CloudProxy {
  private troubles: Trouble[] = [];
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server: Server;
  /** By queue: the last answer with a message in it. */
  private readonly received = new Map<string, { answer: Answer; atMs: number }>();

  /** Of any one message, by the count of SQS. */
  mostDeliveries = 0;

  private constructor(
    private readonly target: URL,
    private readonly dice: Dice,
  ) {
    this.server = createServer((incoming, response) => {
      this.serve(incoming, response).catch(() => response.destroy());
    });
  }

  /** @param target the real server */
  static async start(target: string, dice: Dice): Promise<CloudProxy> {
    const proxy = new CloudProxy(new URL(target), dice);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  make(...troubles: Trouble[]): void {
    this.troubles = troubles;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    this.agent.destroy();
    await once(this.server, 'close');
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const body = await bodyOf(incoming);
    const action = String(headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const call = { method, path, headers, body, action };
    const answer = await this.answer(call, gone.signal);
    if (answer === 'reset') incoming.socket.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  private async answer(call: Call, gone: AbortSignal): Promise<Answer | 'reset'> {
    let { body } = call;
    const afterwards: (() => Promise<unknown>)[] = [];
    for (const trouble of this.troubles) {
      if (this.dice.below(1_000) >= trouble.chance * 1_000) continue;
      switch (trouble.kind) {
        case 'error':
          return errorAnswer(call, trouble.status);
        case 'slow':
          await sleep(this.dice.between(trouble.fromMs, trouble.toMs));
          break;
        case 'reset':
          if (trouble.when === 'after') await this.forward(call, gone);
          return 'reset';
        case 'duplicates':
          if (isSend(call)) afterwards.push(() => this.forward({ ...call, body }, gone));
          break;
        case 'disorder':
          if (isSend(call)) body = delayed(body, () => this.dice.between(0, trouble.mostS));
          break;
        case 'received-twice': {
          const again = call.action === 'ReceiveMessage' && this.recall(queueOf(call));
          if (again) return again;
        }
      }
    }
    const answer = await this.forward({ ...call, body }, gone);
    for (const act of afterwards) await act();
    if (call.action === 'ReceiveMessage' && answer.body.includes('"ReceiptHandle"')) {
      this.received.set(queueOf(call), { answer, atMs: performance.now() });
      this.mostDeliveries = Math.max(this.mostDeliveries, ...deliveriesOf(answer));
    }
    return answer;
  }

  /** Once for each answer. */
  private recall(queue: string): Answer | undefined {
    const last = this.received.get(queue);
    this.received.delete(queue);
    return last && performance.now() - last.atMs < REMEMBERED_MS ? last.answer : undefined;
  }

  private async forward({ method, path, headers, body }: Call, gone: AbortSignal): Promise<Answer> {
    const { hostname, port } = this.target;
    const outgoing = request({
      ...{ method, path, hostname, port, agent: this.agent, signal: gone },
      headers: { ...without(headers, 'transfer-encoding', 'expect'), 'content-length': body.length },
    });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const answered = without(answer.headers, 'transfer-encoding', 'connection');
    return { status: answer.statusCode ?? 502, headers: answered, body: await bodyOf(answer) };
  }
}

/** What is said of one connection is not for the next one. */
function without(headers: IncomingHttpHeaders, ...names: string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const isSend = ({ action }: Call) => action === 'SendMessage' || action === 'SendMessageBatch';

const queueOf = ({ body }: Call) => (JSON.parse(body.toString()) as { QueueUrl: string }).QueueUrl;

function deliveriesOf({ body }: Answer): number[] {
  const { Messages = [] } = JSON.parse(body.toString()) as {
    Messages?: { Attributes?: { ApproximateReceiveCount?: string } }[];
  };
  return Messages.map(({ Attributes }) => Number(Attributes?.ApproximateReceiveCount ?? 1));
}

/** @param delayS of each message */
function delayed(body: Buffer, delayS: () => number): Buffer {
  const command = JSON.parse(body.toString()) as { Entries?: object[] };
  const late = command.Entries
    ? { ...command, Entries: command.Entries.map((entry) => ({ ...entry, DelaySeconds: delayS() })) }
    : { ...command, DelaySeconds: delayS() };
  return Buffer.from(JSON.stringify(late));
}

/** As AWS says it, so that the SDK takes it for what it is. */
function errorAnswer({ action }: Call, status: 500 | 503): Answer {
  if (action !== '') {
    const type = status === 500 ? 'InternalFailure' : 'ServiceUnavailable';
    const body = JSON.stringify({ __type: `com.amazonaws.sqs#${type}`, message: 'chaos' });
    return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Buffer.from(body) };
  }
  const code = status === 500 ? 'InternalError' : 'SlowDown';
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>chaos</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
}
