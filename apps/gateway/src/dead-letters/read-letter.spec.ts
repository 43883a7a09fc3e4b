import { uuidv7TimeMs } from '@facefleet/platform';
import { describe, expect, it } from 'vitest';
import { contentOf } from './letter-content';
import { readLetter } from './read-letter';

const SENT_MS = 1_900_000_000_000;
const received = {
  MessageId: 'm1',
  Body: '{}',
  Attributes: { ApproximateReceiveCount: '7', SentTimestamp: String(SENT_MS) },
};

describe('a dead letter as it is read', () => {
  it('has the same id whenever it is read, and the time at which it was sent in it', () => {
    const first = readLetter('bulk', received, SENT_MS + 1_000);
    const again = readLetter(
      'bulk',
      { ...received, Attributes: { ...received.Attributes, ApproximateReceiveCount: '8' } },
      SENT_MS + 9_000,
    );
    expect(again.id).toBe(first.id);
    expect(uuidv7TimeMs(first.id)).toBe(SENT_MS);
    expect(first).toMatchObject({ deliveries: 7, body: '{}', firstSentAt: new Date(SENT_MS).toISOString() });
    expect(readLetter('requests', received, SENT_MS).id).not.toBe(first.id);
    expect(readLetter('bulk', { ...received, MessageId: 'm2' }, SENT_MS).id).not.toBe(first.id);
  });

  it('is a letter all the same where SQS says nothing of it', () => {
    expect(readLetter('requests', {}, SENT_MS)).toMatchObject({
      ...{ body: '', deliveries: 1 },
      firstSentAt: new Date(SENT_MS).toISOString(),
    });
  });
});

describe('what a dead letter asks for', () => {
  it.each([['no JSON'], [''], ['null'], ['{"v":2,"kind":"recognition"}'], [`[${'['.repeat(300)}`]])(
    'cannot be read of %s, and it is said why, shortly',
    (body) => {
      const content = contentOf(body) as { unreadable: string };
      expect(content.unreadable).toMatch(/^It is no (JSON|message of this version): /);
      expect(content.unreadable.length).toBeLessThan(310);
    },
  );

  it('is the start of a job', () => {
    const start = { v: 1, kind: 'import', id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11' };
    expect(contentOf(JSON.stringify(start))).toEqual({ start });
  });
});
