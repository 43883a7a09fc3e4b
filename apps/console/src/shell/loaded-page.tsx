import { useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { useQuery } from '../api/use-query';
import { FailureNote, Loading } from '../components/states';
import type { PageProps } from '../page-props';
import type { Route } from '../routes';
import { Unreachable } from '../api/failure';

/** A page whose code comes when it is needed. */
export function LoadedPage({ load, rest }: PageProps & Pick<Route, 'load'>) {
  const [attempt, setAttempt] = useState(0);
  const page = useQuery<{ Page: ComponentType<PageProps> }>(async () => {
    try {
      return { Page: await load() };
    } catch (error) {
      throw new Unreachable(undefined, { cause: error });
    }
  }, [attempt]);
  if (page.data) return <page.data.Page rest={rest} />;
  return (
    <div class="page">
      {page.failure ? (
        <FailureNote failure={page.failure} retry={() => setAttempt(attempt + 1)} />
      ) : (
        <Loading />
      )}
    </div>
  );
}
