import type { Face, GalleryView } from '@facefleet/gallery';

/** Enrolled faces that nobody is found by who searches with this model; in the order of their ids. */
export function facesWithout({ state }: GalleryView, model: string): Face[] {
  const faces: Face[] = [];
  for (const face of state.enrolledFaces()) if (!face.has(model)) faces.push(face);
  return faces.sort((a, b) => (a.faceId < b.faceId ? -1 : 1));
}
