export * from './false-match-rate';
export type { EnrolledFace, Person } from './gallery-state';
export * from './galleries';
export * from './gallery.module';
export type { GalleryView } from './gallery-view';
export * from './identify';
export * from './nearest-person';
export { similarity } from './similarity';
