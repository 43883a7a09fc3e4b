export type { ArchiveSource } from './archive-body';
export * from './facefleet';
export * from './facefleet-error';
export * from './image-source';
export * from './server-sent-events';
export type { components, operations, paths } from './generated/openapi';
