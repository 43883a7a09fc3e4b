import { useState } from 'preact/hooks';
import { announce } from '../shell/live-region';
import { texts } from '../texts';
import { Button } from './button';

const SHOWN_MS = 2_000;

export function CopyButton({ text }: { text: string }) {
  const [said, setSaid] = useState<keyof typeof texts.copy>('copy');
  const say = (what: 'copied' | 'failed') => {
    setSaid(what);
    announce(texts.copy[what]);
    setTimeout(() => setSaid('copy'), SHOWN_MS);
  };
  const copy = () => {
    // Not allowed, or no clipboard at all: a page over plain http has none.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    const written = clipboard?.writeText(text) ?? Promise.reject(new Error('No clipboard.'));
    written.then(
      () => say('copied'),
      () => say('failed'),
    );
  };
  return (
    <Button kind="primary" icon={said === 'copied' ? 'check' : undefined} onClick={copy}>
      {texts.copy[said]}
    </Button>
  );
}
