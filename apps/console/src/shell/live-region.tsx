import { signal } from '@preact/signals';

const announcement = signal('');

/** Says something to those who do not see it: that a list has changed, that something is done. */
export function announce(text: string): void {
  announcement.value = text;
}

export function LiveRegion() {
  return (
    <div class="unseen" role="status" aria-live="polite">
      {announcement.value}
    </div>
  );
}
