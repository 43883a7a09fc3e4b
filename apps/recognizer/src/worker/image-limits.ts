/** What is accepted of images that no gateway has looked at. */
export class ImageLimits {
  constructor(
    readonly maxBytes: number,
    /** width x height */
    readonly maxPixels: number,
  ) {}
}
