import { useState } from 'preact/hooks';
import { api, dataOf } from '../../api/api';
import type { Key } from '../../api/session';
import { useAction } from '../../api/use-action';
import { useQuery } from '../../api/use-query';
import { Button } from '../../components/button';
import { Confirm } from '../../components/confirm';
import { Loaded } from '../../components/states';
import { time } from '../../format';
import { texts } from '../../texts';
import { NewKey } from './new-key';
import { Part } from './part';

const t = texts.system.keys;
/** The key of the configuration cannot be revoked. */
const ROOT = 'root';

export function Keys() {
  const keys = useQuery((signal) => dataOf(api.GET('/v1/keys', { signal })), []);
  const [isMaking, setMaking] = useState(false);
  const [leaving, setLeaving] = useState<Key>();
  const make = (
    <Button icon="plus" onClick={() => setMaking(true)}>
      {t.make}
    </Button>
  );
  return (
    <Part title={t.title} lead={t.lead} actions={keys.data && make}>
      <Loaded query={keys}>
        {(data) => (
          <ul class="rows">
            {data.keys.map((key) => (
              <li key={key.id}>
                <KeyDetails apiKey={key} />
                {key.id !== ROOT && (
                  <Button kind="danger" label={t.revokeOf(key.name)} onClick={() => setLeaving(key)}>
                    {t.revoke}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {isMaking && <NewKey made={keys.refresh} close={() => setMaking(false)} />}
      {leaving && <RevokeKey apiKey={leaving} revoked={keys.refresh} close={() => setLeaving(undefined)} />}
    </Part>
  );
}

function KeyDetails({ apiKey }: { apiKey: Key }) {
  const { id, name, scopes, galleries, expiresAt, lastUsedAt, ratePerMinute } = apiKey;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  return (
    <div class="row-text">
      <p class="row">
        <strong>{name}</strong>
        {scopes.map((scope) => (
          <span key={scope} class={`tag ${scope === 'admin' ? 'tag-warning' : ''}`}>
            {scope}
          </span>
        ))}
        {isOver && <span class="tag tag-danger">{t.expired}</span>}
      </p>
      <p class="small soft">
        {[
          galleries === null ? t.allGalleries : t.onlyGalleries(galleries.join(', ')),
          ...(ratePerMinute === null ? [] : [t.rate(ratePerMinute)]),
          ...(expiresAt === null ? [] : [t.expires(time(expiresAt))]),
          lastUsedAt === null ? t.neverUsed : t.lastUsed(time(lastUsedAt)),
        ].join(' · ')}
      </p>
      <p class="small soft">
        <code>{id}</code>
      </p>
    </div>
  );
}

function RevokeKey({
  apiKey: { id, name },
  revoked,
  close,
}: {
  apiKey: Key;
  revoked: () => void;
  close: () => void;
}) {
  const revoke = useAction(
    async (_: void, signal) => {
      await api.DELETE('/v1/keys/{id}', { params: { path: { id } }, signal });
    },
    () => {
      close();
      revoked();
    },
  );
  return (
    <Confirm title={t.revokeTitle(name)} what={t.revoke} action={revoke} close={close}>
      <p>{t.revokeLead}</p>
    </Confirm>
  );
}
