import type { JobKind, MessageOf, SucceededOf } from '@facefleet/contracts';
import type { FetchedImages } from './fetched-images';

/** Does what one kind of message asks for. */
export interface JobHandler<K extends JobKind, Name extends string = string> {
  /** Keys of the images that it needs, under names of its own. */
  imageKeys(message: MessageOf<K>): Record<Name, string>;

  /**
   * Handling a message twice is harmless.
   * @throws ExpectedError with a code of `JobProblem` where another try would end the same way
   */
  run(message: MessageOf<K>, fetched: FetchedImages<Name>): Promise<SucceededOf<K>>;
}
