import type { GalleryView } from '@facefleet/gallery';

/** The ids of a gallery's people in their order: sorted once for each version that somebody pages through. */
export class PeopleOrder {
  private readonly known = new WeakMap<GalleryView, { version: string; ids: readonly string[] }>();

  /** @returns the ids behind `cursor`, which need not be there any more */
  *after(view: GalleryView, cursor = ''): Generator<string> {
    const ids = this.idsOf(view);
    for (let at = placeBehind(ids, cursor); at < ids.length; at++) yield ids[at] as string;
  }

  private idsOf(view: GalleryView): readonly string[] {
    const { version } = view;
    const known = this.known.get(view);
    if (known?.version === version) return known.ids;
    const ids = [...view.state.people.keys()].sort();
    this.known.set(view, { version, ids });
    return ids;
  }
}

function placeBehind(ids: readonly string[], cursor: string): number {
  let [from, to] = [0, ids.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ids[middle] as string) <= cursor) from = middle + 1;
    else to = middle;
  }
  return from;
}
