export * from './analyser';
