import { describe, expect, it } from 'vitest';
import { operationIdOf } from './operation-ids';

describe('the name of an operation', () => {
  it.each([
    ['RecognitionsController', 'recognise', 'recognise'],
    ['RecognitionsController', 'find', 'findRecognition'],
    ['PeopleController', 'list', 'listPeople'],
    ['PeopleController', 'remove', 'removePerson'],
    ['PeopleController', 'findEnrolment', 'findEnrolment'],
    ['GalleriesController', 'configure', 'configureGallery'],
    ['BatchesController', 'cancel', 'cancelBatch'],
    ['SearchesController', 'find', 'findSearch'],
    ['KeysController', 'create', 'createKey'],
    ['FleetController', 'watch', 'watchFleet'],
    ['RecognitionsController', 'events', 'recognitionEvents'],
    ['BatchesController', 'items', 'batchItems'],
    ['FleetEventsController', 'events', 'fleetEvents'],
    ['WebhooksController', 'register', 'registerWebhook'],
    ['DeadLettersController', 'redrive', 'redriveDeadLetter'],
  ])('of %s.%s is %s', (controller, method, id) => {
    expect(operationIdOf(controller, method)).toBe(id);
  });
});
