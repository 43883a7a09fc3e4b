import type { ComponentChildren } from 'preact';

export function PageHeader({
  title,
  intro,
  children,
}: {
  title: string;
  intro?: string;
  /** What can be done with the page as a whole. */
  children?: ComponentChildren;
}) {
  return (
    <div class="page-header">
      <div>
        <h1>{title}</h1>
        {intro && <p class="soft">{intro}</p>}
      </div>
      {children && <div class="row">{children}</div>}
    </div>
  );
}
