// SPDX-License-Identifier: Apache-2.0
/** Finds what a misspelt name was probably meant to be. */

const MAX_NAME = 40;
/** Names that are compared. */
const MAX_KNOWN = 20_000;

/** `; did you mean 'fop'?`, or nothing when no name is near. */
export function nearest(name: string, known: readonly string[]): string {
  if (name.length > MAX_NAME) {
    return '';
  }
  let best: string | undefined;
  let least = Math.floor(name.length / 3) + 1;
  for (const candidate of known.slice(0, MAX_KNOWN)) {
    const distance = Math.abs(candidate.length - name.length) < least ? changes(name, candidate) : least;
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best === undefined ? '' : `; did you mean '${best}'?`;
}

/** Letters to insert, remove or replace. */
function changes(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 0; row < from.length; row++) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column++) {
      const replaced = previous[column]! + (from[row] === to[column] ? 0 : 1);
      current.push(Math.min(replaced, previous[column + 1]! + 1, current[column]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}
