/** As much of the client as runs in a browser, too. */
export type * from './api-types';
export * from './facefleet-error';
export * from './server-sent-events';
export type { components, operations, paths } from './generated/openapi';
