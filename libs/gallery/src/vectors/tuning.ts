/**
 * Chosen by measurement at 100,000 synthetic faces of 256 dimensions (three a person; strangers and fresh faces of enrolled
 * people as probes): the very nearest face is found for 100.0 % of the enrolled and 99.0 % of the strangers, with 436 bytes
 * a face beside its 512 of half floats. Half floats in the graph take half as much again and find no more.
 */

/** A shard with fewer rows needs no graph: going through all of them takes some 4 ms, a graph 1 to 2 and its building. */
export const EXACT_ROWS = 8_192;

/** A shard that has so many rows is full. */
export const SHARD_ROWS = 131_072;

/** Neighbours of each row in the graph; twice as many on its lowest level. */
export const CONNECTIVITY = 20;
/** Rows that are kept in sight while one is linked, and while one is searched. */
export const EXPANSION_ADD = 96;
export const EXPANSION_SEARCH = 448;

/**
 * Beyond twice the rows that are asked for. The graph goes by the cosine, in one byte a dimension: nearly the order of
 * the cosine itself, less so that of the distance of vectors that are not equally long.
 */
export const SPARE_PROPOSALS = { cosine: 14, euclidean: 254 };
/** Who asks for more than half as many gets them from a scan. */
export const MAX_PROPOSALS = EXPANSION_SEARCH;

/** The event loop waits so long at a time while a graph is built. */
export const BUILD_SLICE_MS = 20;
