import { type Signal, signal } from '@preact/signals';
import type { Recognition } from '@facefleet/client/browser';
import { type Failure, failureOf, isCancelled } from '../../api/failure';
import { type Picture, pictureOf } from '../../images/picture';

/** One image and what is known of it. */
export interface Shot {
  id: number;
  file: File;
  /** undefined: not decoded yet, or nothing that this browser can show. */
  picture?: Picture;
  status: 'waiting' | 'working' | 'done' | 'failed';
  /** How often it was asked about, or is to be. */
  attempt: number;
  result?: Recognition;
  failure?: Failure;
}

/** @param gallery  undefined: the default one */
export type Recognise = (file: File, gallery: string, signal: AbortSignal) => Promise<Recognition>;

/** Enough to keep a small fleet busy, and few enough to stop. */
const AT_ONCE = 4;

/** Images of which each is asked about once it is its turn, and again when its gallery has changed. */
export class Shots {
  readonly all: Signal<readonly Shot[]> = signal([]);
  readonly selectedId: Signal<number | undefined> = signal(undefined);
  private readonly leaving = new AbortController();
  private lastId = 0;
  private running = 0;

  constructor(
    private readonly recognise: Recognise,
    public gallery: string,
  ) {}

  get selected(): Shot | undefined {
    return this.all.value.find(({ id }) => id === this.selectedId.value);
  }

  add(files: readonly File[]): void {
    const added = files.map((file): Shot => ({ id: ++this.lastId, file, status: 'waiting', attempt: 1 }));
    this.all.value = [...this.all.value, ...added];
    this.selectedId.value ??= added[0]?.id;
    if (added.length === 1) this.selectedId.value = added[0]?.id;
    for (const { id, file } of added) void this.show(id, file);
    this.next();
  }

  /** What was answered before stays until there is an answer. */
  again(ids: readonly number[]): void {
    for (const id of ids) {
      const attempt = (this.find(id)?.attempt ?? 0) + 1;
      this.change(id, { status: 'waiting', failure: undefined, attempt });
    }
    this.next();
  }

  askAllOf(gallery: string): void {
    this.gallery = gallery;
    this.again(this.all.peek().map(({ id }) => id));
  }

  clear(): void {
    for (const { picture } of this.all.peek()) picture?.preview.close();
    this.all.value = [];
    this.selectedId.value = undefined;
  }

  leave(): void {
    this.leaving.abort();
    this.clear();
  }

  private async show(id: number, file: File): Promise<void> {
    const picture = await pictureOf(file);
    if (this.find(id) === undefined) picture?.preview.close();
    else this.change(id, { picture });
  }

  private next(): void {
    while (this.running < AT_ONCE) {
      const shot = this.all.peek().find(({ status }) => status === 'waiting');
      if (shot === undefined) return;
      this.running++;
      this.change(shot.id, { status: 'working' });
      void this.ask(shot).finally(() => {
        this.running--;
        if (!this.leaving.signal.aborted) this.next();
      });
    }
  }

  private async ask({ id, file, attempt }: Shot): Promise<void> {
    // Where it was asked again meanwhile, of another gallery perhaps, that answer is the one that counts.
    const tell = (changed: Partial<Shot>) => {
      if (this.find(id)?.attempt === attempt) this.change(id, changed);
    };
    try {
      tell({ status: 'done', result: await this.recognise(file, this.gallery, this.leaving.signal) });
    } catch (error) {
      if (!isCancelled(error)) tell({ status: 'failed', failure: failureOf(error), result: undefined });
    }
  }

  private find(id: number): Shot | undefined {
    return this.all.peek().find((shot) => shot.id === id);
  }

  private change(id: number, changed: Partial<Shot>): void {
    this.all.value = this.all.peek().map((shot) => (shot.id === id ? { ...shot, ...changed } : shot));
  }
}
