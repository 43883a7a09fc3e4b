import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readdirSync, readFileSync } from 'node:fs';
import type { ChaosSystem } from './chaos-system';

/** Connections, files and pipes of a gateway that nobody asks anything. */
const MOST_HANDLES = 120;

/** Messages that wait, are in hand or were put aside, by queue. */
export async function messagesIn({ resources }: ChaosSystem): Promise<Record<string, number>> {
  const { endpoint } = resources;
  const credentials = { accessKeyId: 'chaos', secretAccessKey: 'chaos' };
  const sqs = new SQSClient({ region: 'us-east-1', endpoint, useQueueUrlAsEndpoint: false, credentials });
  const queues = {
    requests: resources.queueUrl,
    bulk: resources.bulkQueueUrl,
    'dead-letters': resources.deadLetterQueueUrl,
    'bulk-dead-letters': resources.bulkDeadLetterQueueUrl,
  };
  const counts: Record<string, number> = {};
  for (const [name, QueueUrl] of Object.entries(queues)) {
    const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    const attributes: Partial<Record<string, string>> = answer.Attributes ?? {};
    const numbers = ['', 'NotVisible', 'Delayed'].map(
      (kind) => attributes[`ApproximateNumberOfMessages${kind}`] ?? 0,
    );
    counts[name] = numbers.map(Number).reduce((sum, count) => sum + count, 0);
  }
  sqs.destroy();
  return counts;
}

/** Parts that hold more open files and connections than they could need. */
export function openHandles({ gateways, scaler }: ChaosSystem): string[] {
  return [...gateways, scaler].flatMap(({ name, pid }) => {
    const handles = pid === undefined ? 0 : entriesOf(`/proc/${pid}/fd`).length;
    return handles > MOST_HANDLES ? [`${name} has ${handles} files and connections open`] : [];
  });
}

/** To be asked once everything has stopped. */
export function leftBehind({ temporaryFolder, objectsFolder, mark }: ChaosSystem): string[] {
  const halfWritten = entriesOf(objectsFolder, true).filter((name) => name.endsWith('.tmp'));
  return [
    ...processesWith(mark).map((process) => `process ${process}`),
    ...entriesOf(temporaryFolder).map((name) => `temporary file ${name}`),
    ...halfWritten.map((name) => `half-written object ${name}`),
  ];
}

function processesWith(mark: string): string[] {
  return entriesOf('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (!environment.includes(mark)) return [];
      return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`];
    } catch {
      return []; // it has ended, or is not ours to look at
    }
  });
}

function entriesOf(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' });
  } catch {
    return [];
  }
}
