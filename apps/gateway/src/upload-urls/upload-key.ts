export const UPLOADS_PATH = 'v1/uploads';

/** The most URLs that one call gives. */
export const MAX_UPLOADS = 1_000;

const UPLOAD_KEY = /^uploads\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/(0|[1-9]\d{0,2})$/;

export function uploadKey(uploadId: string, index: number): string {
  return `uploads/${uploadId}/${index}`;
}

/** Did we give this key? Nothing else in the bucket may be named by a client. */
export function isUploadKey(key: string): boolean {
  return UPLOAD_KEY.test(key);
}
