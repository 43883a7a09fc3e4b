import type { ObjectStore } from '@facefleet/aws';
import { SpendLedger, SpendRecord } from './spend-ledger';

/** One object. */
export class StoredSpendLedger extends SpendLedger {
  constructor(
    private readonly store: Pick<ObjectStore, 'get' | 'put'>,
    private readonly key: string,
  ) {
    super();
  }

  async load(): Promise<SpendRecord | undefined> {
    const body = await this.store.get(this.key);
    return body && SpendRecord.parse(JSON.parse(body.toString()));
  }

  async save(record: SpendRecord): Promise<void> {
    await this.store.put(this.key, JSON.stringify(record), 'application/json');
  }
}
