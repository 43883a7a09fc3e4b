import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { HttpResponse, type HttpRequest } from '@smithy/core/protocols';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSqsClient } from './clients';
import { DirectSqs } from './direct-sqs';

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/requests';

let asked: HttpRequest[];
let answer: { statusCode: number; body: string };
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  asked = [];
  answer = { statusCode: 200, body: '{}' };
});
afterEach(() => vi.unstubAllEnvs());

function direct(endpoint?: string): DirectSqs {
  const client = createSqsClient({ region: 'eu-west-1', endpoint });
  client.config.requestHandler.handle = (request) => {
    asked.push(request as HttpRequest);
    const { statusCode, body } = answer;
    return Promise.resolve({
      response: new HttpResponse({ statusCode, body: Readable.from([Buffer.from(body)]) }),
    });
  };
  return new DirectSqs(client);
}

describe('DirectSqs', () => {
  it('asks the host of the queue, and gives what was answered', async () => {
    const Messages = [{ MessageId: '1', ReceiptHandle: 'r', Body: 'é', Attributes: { SentTimestamp: '5' } }];
    answer.body = JSON.stringify({ Messages });
    const input = { QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 3 };
    expect(await direct().send(new ReceiveMessageCommand(input))).toEqual({ $metadata: {}, Messages });
    const { method, hostname, path, headers } = asked[0]!;
    expect([method, hostname, path]).toEqual(['POST', 'sqs.eu-west-1.amazonaws.com', '/']);
    expect(headers).toMatchObject({
      'x-amz-target': 'AmazonSQS.ReceiveMessage',
      'content-type': 'application/x-amz-json-1.0',
    });
    expect(headers.authorization).toContain('/eu-west-1/sqs/aws4_request');
    expect(JSON.parse(String(asked[0]?.body))).toEqual(input);
  });

  it('asks the endpoint that is set, whatever host the queue names', async () => {
    await direct('http://127.0.0.1:4566').send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [] }));
    expect(asked.map(({ protocol, hostname, port }) => [protocol, hostname, port])).toEqual([
      ['http:', '127.0.0.1', 4566],
    ]);
  });

  it('leaves to the SDK what it does not know, and what did not succeed', async () => {
    const sqs = direct();
    expect(await sqs.send(new GetQueueAttributesCommand({ QueueUrl }))).toBeUndefined();
    expect(asked).toEqual([]);
    answer = { statusCode: 400, body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}' };
    expect(await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).toBeUndefined();
    expect(asked).toHaveLength(1);
  });
});
