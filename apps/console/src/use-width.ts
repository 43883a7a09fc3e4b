import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** @returns of the element, 0 until it is there [px] */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const watch = new ResizeObserver(() => setWidth(watched.clientWidth));
    watch.observe(watched);
    return () => watch.disconnect();
  }, []);
  return width;
}
