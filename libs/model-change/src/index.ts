export * from './change';
export * from './embedding-entry-id';
export * from './faces-without';
export * from './model-change.module';
export * from './model-changes';
export * from './model-switch';
