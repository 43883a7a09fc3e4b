import { ResultStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';

export type ChangeEnd = 'switched' | 'failed';

export interface NotedChange {
  /** Also the id of its job. */
  id: string;
  /** undefined: it is under way, or was cancelled. */
  end?: ChangeEnd;
}

const folderOf = (gallery: string) => `model-changes/${gallery}/`;

/** Which changes of its model a gallery has had. Every object is written once: any number of processes read and write. */
@Injectable()
export class ChangeLog {
  constructor(@Inject(ResultStore) private readonly store: ResultStore) {}

  async note(gallery: string, id: string): Promise<void> {
    await this.store.put(folderOf(gallery) + id, '', 'text/plain');
  }

  /** It was not accepted after all. */
  async discard(gallery: string, id: string): Promise<void> {
    await this.store.delete([folderOf(gallery) + id]);
  }

  /** What was switched stays so, whatever a slower process says. */
  async end(gallery: string, id: string, how: ChangeEnd): Promise<void> {
    await this.store.put(`${folderOf(gallery)}${id}.${how}`, '', 'text/plain');
  }

  /** The oldest first. */
  async changes(gallery: string): Promise<NotedChange[]> {
    const noted = new Map<string, NotedChange>();
    for (const key of await this.store.list(folderOf(gallery))) {
      const [id = '', end] = key.slice(folderOf(gallery).length).split('.');
      const change = noted.get(id) ?? { id };
      if (end === 'switched' || (end === 'failed' && change.end === undefined)) change.end = end;
      noted.set(id, change);
    }
    return [...noted.values()];
  }
}
