import type { ComponentChildren } from 'preact';
import type { Failure } from '../api/failure';
import { type Scope, session } from '../api/session';
import type { Query } from '../api/use-query';
import { texts } from '../texts';
import { Button } from './button';
import { Icon, type IconName } from './icon';

export function Loading({ what = texts.states.loading }: { what?: string }) {
  return (
    <div class="state state-loading" role="status">
      <span class="spinner" aria-hidden="true" />
      <span>{what}</span>
    </div>
  );
}

export interface EmptyProps {
  title: string;
  detail?: string;
  icon?: IconName;
  /** What one can do about it. */
  children?: ComponentChildren;
}

/** There is nothing, and that is no mistake. */
export function Empty({ title, detail, icon, children }: EmptyProps) {
  return (
    <div class="state bracketed">
      {icon && <Icon name={icon} />}
      <p class="state-title">{title}</p>
      {detail && <p class="soft">{detail}</p>}
      {children && <div class="row">{children}</div>}
    </div>
  );
}

/** What the API said, or that it said nothing. */
export function FailureNote({ failure, retry }: { failure: Failure; retry?: () => void }) {
  const { title, detail, code, requestId } = failure;
  return (
    <div class="note note-danger" role="alert">
      <Icon name="warning" />
      <div class="note-body">
        <p class="note-title">{title}</p>
        <p>{detail}</p>
        {code && (
          <p class="note-codes">
            {texts.states.code} <code>{code}</code>
            {requestId && (
              <>
                {' · '}
                {texts.states.request} <code>{requestId}</code>
              </>
            )}
          </p>
        )}
      </div>
      {retry && <Button onClick={retry}>{texts.states.retry}</Button>}
    </div>
  );
}

export function NoPermission({ scope, has = scopesInUse() }: { scope: Scope; has?: readonly Scope[] }) {
  return (
    <div class="state bracketed">
      <Icon name="lock" />
      <p class="state-title">{texts.states.noPermission}</p>
      <p class="soft">
        {texts.states.needsScope(texts.states.needs[scope])} {texts.states.yourScopes(has)}
      </p>
    </div>
  );
}

/** One of: loading, failed, not allowed, or what was asked for. What is there stays while it is asked again. */
export function Loaded<T>({
  query,
  needs = 'admin',
  children,
}: {
  query: Query<T>;
  /** Named where the key may not ask it. */
  needs?: Scope;
  children: (data: T) => ComponentChildren;
}) {
  const { data, failure, isForbidden, refresh } = query;
  if (isForbidden) return <NoPermission scope={needs} />;
  return (
    <>
      {failure && <FailureNote failure={failure} retry={refresh} />}
      {data === undefined ? !failure && <Loading /> : children(data)}
    </>
  );
}

function scopesInUse(): readonly Scope[] {
  const current = session.value;
  return current.state === 'signed-in' ? current.key.scopes : [];
}
