import type { Metadata, MetadataPatch } from '@facefleet/contracts';
import type { Face } from './face';

/** What one entry says of a person. */
export interface Saying {
  name?: string;
  metadata?: MetadataPatch;
  /** It came with a face, so it does not make a person of its own. */
  withFace: boolean;
}

export class Person {
  /** By the order of their ids. */
  readonly faces: Face[] = [];
  private readonly sayings = new Map<string, Saying>();
  private told: { name: string; metadata: Metadata } | undefined;

  constructor(readonly id: string) {}

  /** Enrolled, or told of by himself. */
  get exists(): boolean {
    return this.faces.length > 0 || [...this.sayings.values()].some(({ withFace }) => !withFace);
  }

  /** Nothing is known of this person. */
  get isBlank(): boolean {
    return this.faces.length === 0 && this.sayings.size === 0;
  }

  /** The id of a person whom nobody named. */
  get name(): string {
    return this.all.name;
  }

  get metadata(): Metadata {
    return this.all.metadata;
  }

  /** Ids of the entries that say something of this person alone. */
  get ownEntries(): string[] {
    return [...this.sayings].filter(([, { withFace }]) => !withFace).map(([id]) => id);
  }

  say(entryId: string, saying: Saying): void {
    this.sayings.set(entryId, saying);
    this.told = undefined;
  }

  unsay(entryId: string): void {
    if (this.sayings.delete(entryId)) this.told = undefined;
  }

  add(face: Face): void {
    let at = this.faces.length;
    while (at > 0 && (this.faces[at - 1] as Face).faceId > face.faceId) at--;
    this.faces.splice(at, 0, face);
  }

  remove(face: Face): void {
    this.faces.splice(this.faces.indexOf(face), 1);
  }

  private get all(): { name: string; metadata: Metadata } {
    if (this.told) return this.told;
    let name = this.id;
    const values = new Map<string, Metadata[string] | null>();
    for (const id of [...this.sayings.keys()].sort()) {
      const saying = this.sayings.get(id) as Saying;
      name = saying.name ?? name;
      for (const [key, value] of Object.entries(saying.metadata ?? {})) values.set(key, value);
    }
    const kept = [...values].filter((entry): entry is [string, Metadata[string]] => entry[1] !== null);
    kept.sort(([a], [b]) => (a < b ? -1 : 1));
    this.told = { name, metadata: Object.fromEntries(kept) };
    return this.told;
  }
}
