export type * from './api-types';
export type { ArchiveSource } from './archive-body';
export * from './facefleet';
export * from './facefleet-error';
export type { FacefleetOptions } from './gateway-connection';
export * from './image-source';
export * from './server-sent-events';
export type { components, operations, paths } from './generated/openapi';
