import { texts } from '../../texts';

/** The way back up. */
export function Trail({ places }: { places: readonly { name: string; href: string }[] }) {
  return (
    <nav class="trail small" aria-label={texts.people.trail}>
      <ol>
        {places.map(({ name, href }) => (
          <li key={href}>
            <a href={href}>{name}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
