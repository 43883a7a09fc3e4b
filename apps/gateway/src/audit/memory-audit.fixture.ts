import { AuditStore } from '@facefleet/aws';
import { ExpectedError, uuidv7 } from '@facefleet/platform';
import { AuditRecord } from './audit-record';

export class MemoryAuditStore extends AuditStore {
  readonly objects = new Map<string, string>();
  puts = 0;
  isAway = false;
  /** The next put is done, and nobody hears of it. */
  loseNextAnswer = false;
  /** The next put is said to come second, and there is nothing. */
  refuseNextAsTaken = false;
  private held: Promise<void> = Promise.resolve();

  /** The next puts do not end before they are released. */
  holdPuts(): { release: () => void } {
    let release = () => {};
    this.held = new Promise((resolve) => (release = resolve));
    return { release };
  }

  records(): AuditRecord[] {
    const lines = [...this.objects.values()].flatMap((body) => body.split('\n').filter(Boolean));
    return lines.map((line) => AuditRecord.parse(JSON.parse(line)));
  }

  async putIfAbsent(key: string, body: string): Promise<boolean> {
    this.puts += 1;
    await this.held;
    if (this.isAway) throw new ExpectedError('service-unavailable', 'away');
    if (this.refuseNextAsTaken) {
      this.refuseNextAsTaken = false;
      return false;
    }
    const isNew = !this.objects.has(key);
    if (isNew) this.objects.set(key, body);
    if (this.loseNextAnswer) {
      this.loseNextAnswer = false;
      throw new ExpectedError('service-unavailable', 'no answer');
    }
    return isNew;
  }

  get(key: string): Promise<Buffer | undefined> {
    const body = this.objects.get(key);
    return Promise.resolve(body === undefined ? undefined : Buffer.from(body));
  }

  list(prefix: string): Promise<string[]> {
    return Promise.resolve([...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort());
  }

  async folders(prefix: string): Promise<string[]> {
    const below = (await this.list(prefix)).map((key) => key.slice(prefix.length).split('/'));
    return [...new Set(below.filter(({ length }) => length > 1).map(([name]) => name!))];
  }
}

export function auditRecord(changes: Partial<AuditRecord> = {}): AuditRecord {
  return {
    v: 1,
    id: uuidv7(),
    at: '2026-11-20T12:00:00.000Z',
    phase: 'ended',
    kind: 'access',
    keyId: 'root',
    keyName: 'configured admin key',
    operation: 'findPerson',
    gallery: 'staff',
    people: ['ada'],
    morePeople: false,
    ids: {},
    status: 200,
    client: '127.0.0.1',
    ...changes,
  };
}
