import { useEffect, useRef } from 'preact/hooks';
import { type Key, leave, may } from '../api/session';
import { Icon } from '../components/icon';
import { Empty, NoPermission } from '../components/states';
import { place } from '../router';
import { type Route, ROUTES } from '../routes';
import { texts } from '../texts';
import { LoadedPage } from './loaded-page';
import { Logo } from './logo';
import { Navigation } from './navigation';
import { ThemeChoice } from './theme-choice';

/** What is around every page. */
export function Frame({ keyInUse }: { keyInUse: Key }) {
  const { page, rest } = place.value;
  const route = page === undefined ? ROUTES[0] : ROUTES.find((one) => one.page === page);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);

  useEffect(() => {
    document.title = `${route?.name ?? texts.shell.notFound.title} · ${texts.product}`;
    // Whoever uses a keyboard or hears the page goes on at its beginning; not when it was just opened.
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
    window.scrollTo(0, 0);
  }, [route]);

  const skip = (event: Event) => {
    event.preventDefault(); // the address is the router's
    main.current?.focus();
  };

  return (
    <div class="frame">
      <a class="skip" href="#page" onClick={skip}>
        {texts.shell.skip}
      </a>
      <header class="rail">
        <Logo />
        <Navigation current={route?.page} />
        <div class="rail-end">
          <ThemeChoice />
          <div class="who">
            <span class="unseen">{texts.shell.signedInAs}</span>
            <span class="who-name" title={keyInUse.name}>
              {keyInUse.name}
            </span>
            <span class="who-scopes">{keyInUse.scopes.join(' · ')}</span>
          </div>
          <div class="rail-links">
            <a href="./docs" target="_blank" rel="noreferrer">
              {texts.shell.apiDocs}
            </a>
            <button type="button" class="link" onClick={() => leave()}>
              <Icon name="sign-out" />
              {texts.shell.signOut}
            </button>
          </div>
        </div>
      </header>
      <main id="page" ref={main} tabIndex={-1}>
        <PageOf route={route} rest={rest} keyInUse={keyInUse} />
      </main>
    </div>
  );
}

function PageOf({ route, rest, keyInUse }: { route: Route | undefined; rest: string[]; keyInUse: Key }) {
  if (route === undefined)
    return (
      <div class="page">
        <h1>{texts.shell.notFound.title}</h1>
        <Empty title={texts.shell.notFound.title} detail={texts.shell.notFound.detail} />
      </div>
    );
  if (!route.scopes.some(may))
    return (
      <div class="page">
        <h1>{route.name}</h1>
        <NoPermission scope={route.scopes[0] ?? 'admin'} has={keyInUse.scopes} />
      </div>
    );
  return <LoadedPage key={route.page} load={route.load} rest={rest} />;
}
