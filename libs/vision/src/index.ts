export * from './analyser';
export type { Photo } from './decode';
export type { Picture } from './picture';
export { DEFAULT_MAX_IMAGE_PIXELS, FacePipeline, type PipelineOptions } from './pipeline';
export { VisionModule, type VisionAsyncOptions, type VisionOptions } from './vision.module';
export { prominenceOf } from './prominence';
