export interface PageProps {
  /** What stands in the address after the page: `#/people/default/ada` has `['default', 'ada']`. */
  rest: string[];
}
