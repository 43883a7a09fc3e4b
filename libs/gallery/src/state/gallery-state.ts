import type { Retention } from '@facefleet/contracts';
import {
  decodeEmbedding,
  type EmbeddingEntry,
  type EnrolEntry,
  type Entry,
  type SettingsEntry,
} from '../entry';
import type { EmbeddingSpaces } from '../vectors/embedding-spaces';
import { Face, NOT_KEPT } from './face';
import { Person } from './person';

/** Entries with an embedding, as far as they are kept in memory beside it. */
export type Enrolment = Pick<EnrolEntry, 'id' | 'personId' | 'name' | 'model' | 'imageKey'>;
export type FurtherEmbedding = Pick<EmbeddingEntry, 'id' | 'type' | 'faceId' | 'model'>;
type KeptEntry = Exclude<Entry, EnrolEntry | EmbeddingEntry> | FurtherEmbedding;

/** Puts an embedding among those of its model and says where; called only where the face is going to be searched. */
export type Place = (face: Face) => number;

/**
 * What a set of entries says, whatever the order in which they were added: a removal may come before what it removes,
 * and an erased entry may be forgotten again. One more entry costs the same in a large gallery as in a small one.
 */
export class GalleryState {
  /** All known entries but enrolments, which are in `faces`. */
  private readonly kept = new Map<string, { entry: KeptEntry; holders: number }>();
  private readonly faces = new Map<string, Face>();
  private readonly persons = new Map<string, Person>();
  private readonly existing = new Map<string, Person>();
  private readonly creations = new Map<string, string>();
  private readonly settings = new Map<string, SettingsEntry>();
  private readonly voided = new Set<string>();
  /** Faces whose enrolment is known and void: somebody is going to erase it. */
  private readonly removed = new Set<Face>();
  /** The highest id of a drop. */
  private droppedUpTo = '';
  private linked = 0;

  /** @param spaces absent where nobody is going to be searched: embeddings are not kept then */
  constructor(readonly spaces?: EmbeddingSpaces) {}

  /** @returns false where it was known already: the store holds it in one more place */
  add(entry: Entry): boolean {
    const { spaces } = this;
    const place: Place = (face) =>
      spaces && 'embedding' in entry
        ? spaces.add(entry.model, decodeEmbedding(entry.embedding), face)
        : NOT_KEPT;
    if (entry.type === 'enrol') return this.addEnrolment(entry, place);
    if (entry.type === 'embedding') return this.addEmbedding(entry, place);
    return this.keep(entry, () => this.apply(entry));
  }

  addEnrolment({ id, personId, name, model, imageKey }: Enrolment, place: Place): boolean {
    const face = this.faceOf(id);
    face.holders++;
    if (face.holders > 1) return false;
    face.enrolledAs = personId;
    face.imageKey = imageKey;
    if (this.isVoid(id)) {
      this.removed.add(face);
      return true;
    }
    if (!face.has(model)) face.setHandle(model, place(face));
    if (name !== undefined) this.about(personId, (person) => person.say(id, { name, withFace: true }));
    this.link(face);
    return true;
  }

  addEmbedding({ id, type, faceId, model }: FurtherEmbedding, place: Place): boolean {
    return this.keep({ id, type, faceId, model }, () => {
      const face = this.faceOf(faceId);
      (face.embeddingEntries ??= []).push(id);
      if (this.isVoid(faceId) || face.has(model)) return; // the same picture through the same model
      this.whileUnlinked(face, () => face.setHandle(model, place(face)));
    });
  }

  /** The store holds an entry in one place less; in none, it was erased. What a removal voided stays void. */
  forget(id: string): boolean {
    const kept = this.kept.get(id);
    if (kept) {
      if (--kept.holders > 0) return false;
      this.kept.delete(id);
      this.unapply(kept.entry);
      return true;
    }
    const face = this.faces.get(id);
    if (!face || face.holders === 0 || --face.holders > 0) return false;
    this.leave(face);
    this.removed.delete(face);
    this.tidy(face);
    return true;
  }

  /** Somebody made it, set it up, or is in it. */
  get exists(): boolean {
    return this.creations.size > 0 || this.settings.size > 0 || this.existing.size > 0;
  }

  /** The embedding model that faces are compared by; undefined before the gallery was created. */
  get model(): string | undefined {
    const first = this.createdBy;
    return this.latest('model') ?? (first === undefined ? undefined : this.creations.get(first));
  }

  /** The id of the entry that created the gallery, a UUIDv7; undefined before. */
  get createdBy(): string | undefined {
    return [...this.creations.keys()].sort()[0];
  }

  /** How often a search may name a stranger; undefined where nobody has said. */
  get maxFalseMatchRate(): number | undefined {
    return this.latest('maxFalseMatchRate');
  }

  /** What becomes of images to be recognised; undefined where nobody has said. */
  get retention(): Retention | undefined {
    return this.latest('retention');
  }

  /** By id, in no order. */
  get people(): ReadonlyMap<string, Person> {
    return this.existing;
  }

  get faceCount(): number {
    return this.linked;
  }

  /** @returns undefined where it is not there, or was removed */
  enrolledFace(faceId: string): Face | undefined {
    const face = this.faces.get(faceId);
    return face?.owner === undefined ? undefined : face;
  }

  /** Everybody's, in no order. */
  *enrolledFaces(): Generator<Face> {
    for (const face of this.faces.values()) if (face.owner !== undefined) yield face;
  }

  /** Everybody's, in no order, with those that were removed and not erased yet. */
  *storedFaces(): Generator<Face> {
    yield* this.enrolledFaces();
    yield* this.removed;
  }

  /** Also those that were removed and not erased yet. */
  storedFacesOf(personId: string): Face[] {
    const removed = [...this.removed].filter(({ claimedBy }) => claimedBy === personId);
    return [...(this.persons.get(personId)?.faces ?? []), ...removed];
  }

  /** Ids of the entries that are about these faces and nobody else's: their enrolments and whatever speaks of them. */
  entriesOf(faces: readonly Face[]): string[] {
    const ids = new Set(faces.map(({ faceId }) => faceId));
    const isAlone = (entryId: string): boolean => {
      const entry = this.kept.get(entryId)?.entry;
      return entry?.type === 'assign' && entry.faces.every((id) => ids.has(id) || !this.enrolledFace(id));
    };
    const about = faces.flatMap((face) => [
      ...(face.embeddingEntries ?? []),
      ...[...(face.assignments?.keys() ?? [])].filter(isAlone),
    ]);
    return [...new Set([...ids, ...about])];
  }

  /** Ids of the settings that later ones have replaced. */
  get replacedSettings(): string[] {
    const inForce = new Set(SETTINGS.map((key) => this.latestEntry(key)?.id));
    return [...this.settings.keys()].filter((id) => !inForce.has(id));
  }

  knows(entryId: string): boolean {
    return this.kept.has(entryId) || (this.faces.get(entryId)?.holders ?? 0) > 0;
  }

  isVoid(entryId: string): boolean {
    return this.voided.has(entryId) || this.isDropped(entryId);
  }

  /** It belongs to a gallery of this name that was deleted. */
  isDropped(entryId: string): boolean {
    return entryId < this.droppedUpTo;
  }

  private keep(entry: KeptEntry, apply: () => void): boolean {
    const known = this.kept.get(entry.id);
    if (known) {
      known.holders++;
      return false;
    }
    this.kept.set(entry.id, { entry, holders: 1 });
    if (!this.isVoid(entry.id)) apply();
    return true;
  }

  private apply(entry: KeptEntry): void {
    switch (entry.type) {
      case 'create':
        this.creations.set(entry.id, entry.model);
        return;
      case 'settings':
        this.settings.set(entry.id, entry);
        return;
      case 'person': {
        const { name, metadata } = entry;
        this.about(entry.personId, (person) => person.say(entry.id, { name, metadata, withFace: false }));
        return;
      }
      case 'assign':
        for (const faceId of entry.faces) {
          const face = this.faceOf(faceId);
          (face.assignments ??= new Map()).set(entry.id, entry.personId);
          this.link(face);
        }
        return;
      case 'remove':
        for (const id of entry.entries) this.void(id);
        return;
      case 'drop':
        this.drop(entry.id);
        return;
      case 'embedding':
        return; // where its embedding is placed
    }
  }

  /** Takes back what an entry said that is void or was erased. Of what is void nothing comes back. */
  private unapply(entry: KeptEntry): void {
    switch (entry.type) {
      case 'create':
        this.creations.delete(entry.id);
        return;
      case 'settings':
        this.settings.delete(entry.id);
        return;
      case 'person':
        if (this.persons.has(entry.personId)) this.about(entry.personId, (person) => person.unsay(entry.id));
        return;
      case 'assign':
        for (const faceId of entry.faces) {
          const face = this.faces.get(faceId);
          if (!face?.assignments?.delete(entry.id)) continue;
          if (face.assignments.size === 0) face.assignments = undefined;
          this.link(face);
          this.tidy(face);
        }
        return;
      case 'embedding': {
        const face = this.faces.get(entry.faceId);
        if (!face?.embeddingEntries?.includes(entry.id)) return;
        face.embeddingEntries = face.embeddingEntries.filter((id) => id !== entry.id);
        this.whileUnlinked(face, () => this.takeOut(face, entry.model));
        this.tidy(face);
        return;
      }
      case 'remove':
      case 'drop':
        return;
    }
  }

  private void(id: string): void {
    if (this.voided.has(id)) return;
    this.voided.add(id);
    this.becomeVoid(id);
  }

  private drop(id: string): void {
    if (id <= this.droppedUpTo) return;
    this.droppedUpTo = id;
    for (const known of [...this.kept.keys(), ...this.faces.keys()]) if (known < id) this.becomeVoid(known);
  }

  private becomeVoid(id: string): void {
    const kept = this.kept.get(id);
    if (kept) this.unapply(kept.entry);
    const face = this.faces.get(id);
    if (!face) return;
    this.leave(face);
    if (face.holders > 0) this.removed.add(face);
  }

  /** A face is nobody's any more, and is not found. */
  private leave(face: Face): void {
    this.unlink(face);
    for (const model of face.models) this.takeOut(face, model);
    if (this.persons.has(face.enrolledAs)) this.about(face.enrolledAs, (person) => person.unsay(face.faceId));
  }

  private takeOut(face: Face, model: string): void {
    const handle = face.handleOf(model);
    if (handle !== NOT_KEPT) this.spaces?.delete(model, handle);
    face.dropHandle(model);
  }

  /** Gives a face to whom it belongs. */
  private link(face: Face): void {
    const isSomebodys = face.holders > 0 && !this.isVoid(face.faceId);
    const claimedBy = isSomebodys ? face.claimedBy : undefined;
    if (face.owner === claimedBy) return;
    this.unlink(face);
    if (claimedBy === undefined) return;
    this.about(claimedBy, (person) => {
      for (const model of face.models) if (!hasOf(person, model)) this.spaces?.countPerson(model, 1);
      face.owner = person.id;
      person.add(face);
      this.linked++;
    });
  }

  private unlink(face: Face): void {
    if (face.owner === undefined) return;
    this.about(face.owner, (person) => {
      person.remove(face);
      face.owner = undefined;
      this.linked--;
      for (const model of face.models) if (!hasOf(person, model)) this.spaces?.countPerson(model, -1);
    });
  }

  /** People are counted by the models that their faces have embeddings of, while they have the faces. */
  private whileUnlinked(face: Face, change: () => void): void {
    this.unlink(face);
    change();
    this.link(face);
  }

  private faceOf(faceId: string): Face {
    const face = this.faces.get(faceId) ?? new Face(faceId);
    this.faces.set(faceId, face);
    return face;
  }

  private tidy(face: Face): void {
    const isSpokenOf = face.holders > 0 || face.assignments !== undefined || face.embeddingEntries?.length;
    if (!isSpokenOf) this.faces.delete(face.faceId);
  }

  private about(personId: string, change: (person: Person) => void): void {
    const person = this.persons.get(personId) ?? new Person(personId);
    change(person);
    if (person.isBlank) this.persons.delete(personId);
    else this.persons.set(personId, person);
    if (person.exists) this.existing.set(personId, person);
    else this.existing.delete(personId);
  }

  private latestEntry(key: (typeof SETTINGS)[number]): SettingsEntry | undefined {
    let latest: SettingsEntry | undefined;
    for (const entry of this.settings.values()) {
      if (entry[key] !== undefined && (latest === undefined || entry.id > latest.id)) latest = entry;
    }
    return latest;
  }

  private latest<K extends (typeof SETTINGS)[number]>(key: K): SettingsEntry[K] | undefined {
    return this.latestEntry(key)?.[key];
  }
}

const SETTINGS = ['maxFalseMatchRate', 'retention', 'model'] as const;

const hasOf = (person: Person, model: string): boolean => person.faces.some((face) => face.has(model));
