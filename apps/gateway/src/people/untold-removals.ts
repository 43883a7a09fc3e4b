import { ResultStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { RemovalReceipt } from './people.dto';

export const UntoldRemoval = z.object({
  /** Of the event, which is one and the same however often it is announced. */
  eventId: z.uuidv7(),
  at: z.iso.datetime(),
  /** false: it began, and perhaps ended. The receipt has what was known before. */
  isErased: z.boolean(),
  receipt: RemovalReceipt,
});
export type UntoldRemoval = z.infer<typeof UntoldRemoval>;

const keyOf = (gallery: string, personId: string) => `untold-removals/${gallery}/${personId}`;

/**
 * Removals of which webhooks may not have been told. Who was removed cannot be found any more: whoever asks again after
 * telling failed needs this note to tell it. It is there for as long as a removal takes, else until that.
 */
@Injectable()
export class UntoldRemovals {
  constructor(@Inject(ResultStore) private readonly store: ResultStore) {}

  async note(untold: UntoldRemoval): Promise<void> {
    const { gallery, personId } = untold.receipt;
    await this.store.put(keyOf(gallery, personId), JSON.stringify(untold), 'application/json');
  }

  async find(gallery: string, personId: string): Promise<UntoldRemoval | undefined> {
    const json = await this.store.get(keyOf(gallery, personId));
    return json === undefined ? undefined : UntoldRemoval.parse(JSON.parse(json.toString('utf8')));
  }

  async told({ receipt: { gallery, personId } }: UntoldRemoval): Promise<void> {
    await this.store.delete([keyOf(gallery, personId)]);
  }
}
