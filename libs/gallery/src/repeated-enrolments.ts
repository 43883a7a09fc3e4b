/**
 * Marks in the results bucket, by gallery and face: enrolments with a photograph that the person was enrolled with
 * before have results of their own, which are erased with the face.
 */
const FOLDER = 'repeated-enrolments';

export const repeatedEnrolments = {
  ofGallery: (gallery: string) => `${FOLDER}/${gallery}/`,
  of: (gallery: string, faceId: string) => `${FOLDER}/${gallery}/${faceId}/`,
  mark: (gallery: string, faceId: string, enrolmentId: string) =>
    `${FOLDER}/${gallery}/${faceId}/${enrolmentId}`,
  /** The enrolment, which is also the key of its result. */
  idOf: (mark: string) => mark.slice(mark.lastIndexOf('/') + 1),
};
