export * from './manifest';
export * from './model-files';
