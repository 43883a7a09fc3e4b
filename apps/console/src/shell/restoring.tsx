import { restore } from '../api/sign-in';
import { leave } from '../api/session';
import { useQuery } from '../api/use-query';
import { Button } from '../components/button';
import { FailureNote, Loading } from '../components/states';
import { texts } from '../texts';
import { Logo } from './logo';

/** The page was loaded again: the key that the tab has kept is looked at before anything is shown. */
export function Restoring() {
  const asked = useQuery(restore, []);
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <Logo />
        <h1 class="unseen">{texts.product}</h1>
        {asked.failure ? (
          <>
            <FailureNote failure={asked.failure} retry={asked.refresh} />
            <Button onClick={() => leave()}>{texts.signIn.forget}</Button>
          </>
        ) : (
          <Loading what={texts.signIn.restoring} />
        )}
      </div>
    </main>
  );
}
