import { uuidv7 } from '@facefleet/platform';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deliveryIdOf, timeOf } from './delivery-id';

const [webhook, other, event] = [uuidv7(), uuidv7(), '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11'];

describe('the id of a delivery', () => {
  it('is the same however often the same thing is announced', () => {
    expect(deliveryIdOf(webhook, 'batch.finished', event)).toBe(
      deliveryIdOf(webhook, 'batch.finished', event),
    );
  });

  it('is another one for another webhook, another type and another event', () => {
    const ids = [
      deliveryIdOf(webhook, 'batch.finished', event),
      deliveryIdOf(other, 'batch.finished', event),
      deliveryIdOf(webhook, 'import.finished', event),
      deliveryIdOf(webhook, 'batch.finished', uuidv7()),
    ];
    expect(new Set(ids).size).toBe(4);
  });

  it("is a UUIDv7 of the event's time", () => {
    const id = deliveryIdOf(webhook, 'recognition.finished', event);
    expect(z.uuidv7().safeParse(id).success).toBe(true);
    expect(timeOf(id)).toBe(0x019338e27c1b);
  });
});
