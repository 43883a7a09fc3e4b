import { ALLOCATOR_ENV } from '@facefleet/platform';
import { AskedChild, ChildLost } from '../support/asked-child';
import type { JudgeSettings, Verdict } from './verdict';

const SCRIPT = 'test/fuzz/judge.child.ts';
/** No image takes this long, on any machine. */
const ANSWER_DEADLINE_MS = 60_000;

/** Judges images in a process of their own, and in a new one after each that took the process with it. */
export class Judge {
  private child: AskedChild<Uint8Array, Verdict> | undefined;

  constructor(private readonly settings: JudgeSettings) {}

  /** @returns the verdict, or how the process was lost */
  async judge(image: Uint8Array): Promise<Verdict | { lost: string }> {
    this.child ??= await AskedChild.start(SCRIPT, this.settings, ALLOCATOR_ENV);
    try {
      return await this.child.ask(image, ANSWER_DEADLINE_MS);
    } catch (error) {
      if (!(error instanceof ChildLost)) throw error;
      this.child = undefined;
      return { lost: error.message };
    }
  }

  async end(): Promise<void> {
    await this.child?.end();
  }
}
