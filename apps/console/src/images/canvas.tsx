import { useEffect, useRef } from 'preact/hooks';
import type { Box, Picture } from './picture';

/** Drawn, not loaded: pages of the gateway may show no image that is not of the gateway itself. */
export function Canvas({
  picture,
  part,
  label,
}: {
  picture: Picture;
  /** In pixels of the image; absent: all of it. */
  part?: Box;
  /** Absent: it says nothing that does not stand beside it. */
  label?: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const surface = canvas.current;
    const { preview, width } = picture;
    const scale = preview.width / width;
    const { x, y, ...size } = part ?? { x: 0, y: 0, width, height: picture.height };
    if (!surface) return;
    surface.width = Math.max(1, Math.round(size.width * scale));
    surface.height = Math.max(1, Math.round(size.height * scale));
    surface
      .getContext('2d')
      ?.drawImage(
        preview,
        x * scale,
        y * scale,
        size.width * scale,
        size.height * scale,
        0,
        0,
        surface.width,
        surface.height,
      );
  }, [picture, part?.x, part?.y, part?.width, part?.height]);
  return label === undefined ? (
    <canvas ref={canvas} aria-hidden="true" />
  ) : (
    <canvas ref={canvas} role="img" aria-label={label} />
  );
}
