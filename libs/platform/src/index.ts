export * from './clock';
export * from './config';
export * from './errors';
export * from './ids';
export * from './image-size';
export * from './image-type';
export * from './logging';
export * from './shutdown';
