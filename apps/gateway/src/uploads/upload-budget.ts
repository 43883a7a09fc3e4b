import { ExpectedError } from '@facefleet/platform';

/** Who waits holds a connection, and no more of its body than the kernel and a stream buffer. */
const MOST_WAITING = 100;
const LONGEST_WAIT_MS = 2_000;
/** What one key may have, and all bulk work together: others may want some. */
const ONE_SHARE = 0.5;

interface Waiting {
  bytes: number;
  keyId: string;
  granted: (lease: UploadLease) => void;
}

/** Memory for uploads that are being read: who finds none left waits a moment in a queue, in order, or is refused. */
export class UploadBudget {
  private readonly usedBy = new Map<string, number>();
  private readonly waiting = new Set<Waiting>();
  private used = 0;

  constructor(private readonly totalBytes: number) {}

  get usedBytes(): number {
    return this.used;
  }

  get shareBytes(): number {
    return ONE_SHARE * this.totalBytes;
  }

  /**
   * @param bytes the most that the upload will need; one that needs more than there is gets all of it
   * @param gone  the client has gone
   * @throws ExpectedError `overloaded`
   */
  async take(bytes: number, keyId: string, gone: AbortSignal): Promise<UploadLease> {
    const wanted = { bytes: Math.min(bytes, this.totalBytes), keyId };
    if (this.waiting.size === 0 && this.isLeftFor(wanted)) return this.grant(wanted);
    if (this.waiting.size >= MOST_WAITING) throw refused();
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        gone.removeEventListener('abort', giveUp);
        this.waiting.delete(entry);
      };
      const granted = (lease: UploadLease) => {
        settle();
        resolve(lease);
      };
      const giveUp = () => {
        settle();
        reject(refused());
        this.grantNext(); // who waited behind may need less
      };
      const entry: Waiting = { ...wanted, granted };
      const timer = setTimeout(giveUp, LONGEST_WAIT_MS);
      gone.addEventListener('abort', giveUp, { once: true });
      this.waiting.add(entry);
      this.grantNext(); // those before may all be waiting for their key's share
      if (gone.aborted) giveUp();
    });
  }

  private isLeftFor({ bytes, keyId }: Pick<Waiting, 'bytes' | 'keyId'>): boolean {
    const own = this.usedBy.get(keyId) ?? 0;
    const isWithinShare = own === 0 || own + bytes <= this.shareBytes;
    return isWithinShare && this.used + bytes <= this.totalBytes;
  }

  private grant({ bytes, keyId }: Pick<Waiting, 'bytes' | 'keyId'>): UploadLease {
    this.change(keyId, bytes);
    return new UploadLease(bytes, (given) => {
      this.change(keyId, -given);
      this.grantNext();
    });
  }

  private change(keyId: string, by: number): void {
    this.used += by;
    const own = (this.usedBy.get(keyId) ?? 0) + by;
    if (own > 0) this.usedBy.set(keyId, own);
    else this.usedBy.delete(keyId);
  }

  /** In order; only who waits for the share of his key lets others pass, so that a large upload is not passed for ever. */
  private grantNext(): void {
    for (const entry of this.waiting) {
      if (this.used + entry.bytes > this.totalBytes) return;
      if (!this.isLeftFor(entry)) continue;
      this.waiting.delete(entry);
      entry.granted(this.grant(entry));
    }
  }
}

/** Memory that an upload may use until it gives it back. */
export class UploadLease {
  constructor(
    private bytes: number,
    private readonly back: (bytes: number) => void,
  ) {}

  /** It holds so many bytes, and will not need more. */
  keep(bytes: number): void {
    this.giveBack(this.bytes - bytes);
  }

  giveBack(bytes: number): void {
    const given = Math.min(bytes, this.bytes);
    if (given <= 0) return;
    this.bytes -= given;
    this.back(given);
  }

  end(): void {
    this.giveBack(this.bytes);
  }
}

function refused(): ExpectedError {
  const retryAfterS = LONGEST_WAIT_MS / 1000;
  return new ExpectedError(
    'overloaded',
    `More uploads are coming in than there is memory for. This one was not read: send it again in ${retryAfterS} s.`,
    { retryAfterS },
  );
}
