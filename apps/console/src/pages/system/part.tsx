import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** What it is about to the left, what there is of it to the right. */
export function Part({
  title,
  lead,
  actions,
  children,
}: {
  title: string;
  lead: string;
  /** Below the title. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class="part" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <p class="small soft">{lead}</p>
        {actions}
      </header>
      <div class="part-body">{children}</div>
    </section>
  );
}
