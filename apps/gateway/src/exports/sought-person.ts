import { Galleries, personNotFound } from '@facefleet/gallery';
import type { Erased } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';

/** Somebody whose traces are looked for: as who is to be erased, and stays. */
export type SoughtPerson = Erased & { personId: string };

const LOOK_EVERY_MS = 1_000;

/** Whether they are still there about whom is being told. */
@Injectable()
export class SoughtPeople {
  constructor(@Inject(Galleries) private readonly galleries: Galleries) {}

  /**
   * Looks once a second at most, however often it is called.
   * @throws ExpectedError `gallery-not-found`, `person-not-found`
   */
  async requirePresent({ gallery, personId }: Pick<SoughtPerson, 'gallery' | 'personId'>): Promise<void> {
    const { state } = await this.galleries.existing(gallery, LOOK_EVERY_MS);
    if (!state.people.has(personId)) throw personNotFound(gallery, personId);
  }
}
