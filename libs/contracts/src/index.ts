export * from './errors';
export * from './events';
export * from './fleet';
export * from './messages';
export * from './names';
export * from './quality';
export * from './results';
