import { useEffect, useRef, useState } from 'preact/hooks';
import { signIn } from '../api/sign-in';
import { useAction } from '../api/use-action';
import { Button } from '../components/button';
import { Field } from '../components/field';
import { FailureNote } from '../components/states';
import { texts } from '../texts';
import { Logo } from './logo';
import { ThemeChoice } from './theme-choice';

export function SignIn({ because }: { because?: 'key-refused' }) {
  const [secret, setSecret] = useState('');
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const enter = useAction(signIn);
  useEffect(() => {
    document.title = `${texts.signIn.title} · ${texts.product}`;
    input.current?.focus();
  }, []);

  const submit = (event: Event) => {
    event.preventDefault();
    const given = secret.trim();
    setMissing(given === '');
    if (given === '') input.current?.focus();
    else enter.run(given);
  };

  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit} noValidate>
        <Logo />
        <div>
          <h1>{texts.signIn.title}</h1>
          <p class="soft">{texts.signIn.lead}</p>
        </div>
        {because === 'key-refused' && <p class="note note-warning">{texts.signIn.refused}</p>}
        <Field
          label={texts.signIn.key}
          hint={texts.signIn.keyHint}
          problem={isMissing ? texts.signIn.empty : undefined}
        >
          {(field) => (
            <input
              {...field}
              ref={input}
              type="password"
              autoComplete="off"
              spellcheck={false}
              value={secret}
              onInput={(event) => setSecret(event.currentTarget.value)}
            />
          )}
        </Field>
        {enter.failure && <FailureNote failure={enter.failure} />}
        <Button type="submit" kind="primary" isBusy={enter.isBusy}>
          {texts.signIn.submit}
        </Button>
        <p class="soft small">
          {texts.signIn.howTo} <code>.facefleet/admin-key</code> {texts.signIn.howToEnd}
        </p>
      </form>
      <ThemeChoice />
    </main>
  );
}
