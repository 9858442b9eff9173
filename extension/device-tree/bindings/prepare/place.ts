// SPDX-License-Identifier: Apache-2.0
/** Where in a binding a subschema stands, as far as its preparation depends on it. */

export interface Place {
  /** Within `then` or `else`: what stands there adds to a description elsewhere and is not complete by itself. */
  readonly inBranch: boolean;
  /** Below something called `reg`. */
  readonly inReg: boolean;
  /** The innermost property or definition with an exact name; units are told by its suffix. */
  readonly property: string | undefined;
  /** The keyword that leads here directly. */
  readonly keyword: string | undefined;
}

export const TOP: Place = { inBranch: false, inReg: false, property: undefined, keyword: undefined };

export function below(place: Place, keyword: string): Place {
  return { ...place, keyword, inBranch: place.inBranch || keyword === 'then' || keyword === 'else' };
}

/** @param keyword the map that the member belongs to, for example `patternProperties` */
export function memberOf(place: Place, keyword: string, name: string): Place {
  const named = keyword === 'properties' || keyword === '$defs' || keyword === 'definitions';
  return {
    inBranch: place.inBranch,
    inReg: place.inReg || name === 'reg',
    property: named ? name : place.property,
    keyword: name,
  };
}
