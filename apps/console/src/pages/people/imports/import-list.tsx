import { api, dataOf } from '../../../api/api';
import { useQuery } from '../../../api/use-query';
import { time } from '../../../format';
import { texts } from '../../../texts';
import { importHref } from '../places';
import { doneOf } from './progress-of';

const SHOWN = 3;

/** The latest ones, for whoever started one and went elsewhere. Nothing where there is none. */
export function ImportList({ gallery }: { gallery: string }) {
  const imports = useQuery(
    async (signal) => {
      const params = { path: { gallery }, query: { limit: SHOWN } };
      // A gallery that has no face yet has no imports either.
      return dataOf(api.GET('/v1/galleries/{gallery}/imports', { params, signal }));
    },
    [gallery],
  );
  const all = imports.data?.imports ?? [];
  if (all.length === 0) return null;
  return (
    <section class="imports" aria-label={texts.people.imports}>
      <h2>{texts.people.imports}</h2>
      <ul>
        {all.map((one) => (
          <li key={one.id}>
            <a href={importHref(gallery, one.id)}>{time(one.createdAt)}</a>{' '}
            <span class="small soft">
              {texts.people.importStatuses[one.status]} · {texts.people.importDone(doneOf(one), one.total)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
