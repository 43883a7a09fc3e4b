import type { GalleryView } from '@facefleet/gallery';
import { describe, expect, it } from 'vitest';
import { PeopleOrder } from './people-order';

function viewOf(version: string, ...ids: string[]) {
  return { version, state: { people: new Map(ids.map((id) => [id, {}])) } } as unknown as GalleryView & {
    version: string;
  };
}

describe('the order of people', () => {
  const order = new PeopleOrder();

  it('is that of their ids, and goes on behind any cursor', () => {
    const view = viewOf('1', 'c', 'a', 'e');
    expect([...order.after(view)]).toEqual(['a', 'c', 'e']);
    expect([...order.after(view, 'a')]).toEqual(['c', 'e']);
    expect([...order.after(view, 'b')]).toEqual(['c', 'e']);
    expect([...order.after(view, 'e')]).toEqual([]);
  });

  it('follows the gallery', () => {
    const view = viewOf('1', 'b');
    expect([...order.after(view)]).toEqual(['b']);
    const changed = Object.assign(view, viewOf('2', 'b', 'a'));
    expect([...order.after(changed)]).toEqual(['a', 'b']);
  });
});
