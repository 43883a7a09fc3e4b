/** The chapters of the documentation, in its order. Only those with operations are shown. */
export const TAGS: readonly { name: string; description: string }[] = [
  { name: 'Recognitions', description: 'Who is in this image?' },
  { name: 'Detections', description: 'Where are faces in this image, whoever they are?' },
  { name: 'Comparisons', description: 'Do these two images show the same person?' },
  { name: 'Verifications', description: 'Is this the person whom it is said to be?' },
  { name: 'Searches', description: 'Who in the gallery looks like this enrolled face?' },
  {
    name: 'Galleries',
    description: 'Named sets of people, each with one embedding model and settings of its own.',
  },
  { name: 'People', description: 'Who is in a gallery, and the faces that each is known by.' },
  { name: 'Imports', description: 'Many people and faces at once, in the background.' },
  { name: 'Batches', description: 'Many images under one id, in the background.' },
  {
    name: 'Uploads',
    description: 'Places to upload many images to, before a batch or an import names them.',
  },
  { name: 'Webhooks', description: 'Results that are sent to you, signed as Standard Webhooks prescribes.' },
  { name: 'Dead letters', description: 'What could not be processed, and another try.' },
  { name: 'Keys', description: 'Who may do what.' },
  { name: 'Audit', description: 'Who did what, and who was told about whom.' },
  { name: 'Models', description: 'What similarities come from.' },
  { name: 'Fleet', description: 'Queue, workers, and what the scaler decides.' },
  { name: 'Health', description: 'For load balancers. Needs no key.' },
  {
    name: 'Course project',
    description: 'The one-line contract of a well-known course project; off unless switched on.',
  },
];
