import type { ObjectStore } from '@facefleet/aws';
import { Logger } from '@nestjs/common';
import { LaunchIntent } from './launch-intent';
import { LaunchIntents } from './launch-intents';

/** Objects `<prefix><id>.json`, one for each intent. */
export class StoredLaunchIntents extends LaunchIntents {
  private readonly logger = new Logger(StoredLaunchIntents.name);

  constructor(
    private readonly store: Pick<ObjectStore, 'get' | 'put' | 'list' | 'delete'>,
    private readonly prefix: string,
  ) {
    super();
  }

  async all(): Promise<LaunchIntent[]> {
    const keys = await this.store.list(this.prefix);
    const read = await Promise.all(keys.map((key) => this.read(key)));
    return read.filter((intent) => intent !== undefined);
  }

  async write(intent: LaunchIntent): Promise<void> {
    await this.store.put(this.keyOf(intent.id), JSON.stringify(intent), 'application/json');
  }

  async remove(ids: string[]): Promise<void> {
    if (ids.length > 0) await this.store.delete(ids.map((id) => this.keyOf(id)));
  }

  private async read(key: string): Promise<LaunchIntent | undefined> {
    const body = await this.store.get(key);
    if (body === undefined) return undefined; // removed meanwhile
    try {
      return LaunchIntent.parse(JSON.parse(body.toString()));
    } catch {
      this.logger.error({ key }, 'not a launch intent: left alone'); // its machine is found by its tag all the same
      return undefined;
    }
  }

  private keyOf(id: string): string {
    return `${this.prefix}${id}.json`;
  }
}
