import { useEffect, useRef } from 'preact/hooks';
import { imagesAmong } from './image-files';

/** Images from the clipboard, and such as are dropped beside the place for them. */
export function usePastedImages(take: (files: File[]) => void): void {
  const takeNow = useRef(take);
  takeNow.current = take;
  useEffect(() => {
    const taken = (transfer: DataTransfer | null) => {
      const images = imagesAmong(transfer?.files ?? []);
      if (images.length > 0) takeNow.current(images);
      return images.length > 0;
    };
    const paste = (event: ClipboardEvent) => {
      if (taken(event.clipboardData)) event.preventDefault();
    };
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault(); // else the browser would go to the file
      taken(event.dataTransfer);
    };
    document.addEventListener('paste', paste);
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('paste', paste);
      document.removeEventListener('dragover', over);
      document.removeEventListener('drop', drop);
    };
  }, []);
}
