/** Without slashes around it. */
export const IMPORTS_PATH = /^v1\/galleries\/[^/]+\/imports$/;

/** 100,000 uploads, each with the longest id and name of a person. */
export const MAX_IMPORT_JSON_BYTES = 40_000_000;
