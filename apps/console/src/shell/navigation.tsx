import { Icon } from '../components/icon';
import { hrefOf } from '../router';
import { ROUTES } from '../routes';
import { texts } from '../texts';

export function Navigation({ current }: { current: string | undefined }) {
  return (
    <nav aria-label={texts.shell.navigation}>
      <ul>
        {ROUTES.map(({ page, name, icon }) => (
          <li key={page}>
            <a href={hrefOf(page)} aria-current={page === current ? 'page' : undefined}>
              <Icon name={icon} />
              <span>{name}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
