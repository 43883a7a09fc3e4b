/** An expected refusal of the object store, with the code that S3 clients switch on. */
export class S3Problem extends Error {
  constructor(
    readonly code:
      | 'NoSuchBucket'
      | 'NoSuchKey'
      | 'BucketNotEmpty'
      | 'NoSuchUpload'
      | 'InvalidPart'
      | 'InvalidPartOrder'
      | 'PreconditionFailed',
    message: string,
    readonly statusCode: number,
  ) {
    super(message);
  }

  toXml(): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${this.code}</Code><Message>${escapeXml(this.message)}</Message></Error>`;
  }
}

function escapeXml(text: string): string {
  return text.replace(/\p{Cc}/gu, '?').replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
