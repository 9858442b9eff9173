// SPDX-License-Identifier: Apache-2.0
/** The types that bindings refer to, for when dt-schema's own description of them is not at hand. */

import type { JsonObject } from '../schema';

/** The id that bindings refer to them by. */
export const TYPES_ID = 'http://devicetree.org/schemas/types.yaml';

function local(type: string): JsonObject {
  return { $ref: `#/definitions/${type}` };
}

/** A list of at least one element. */
function listOf(type: string): JsonObject {
  return { type: 'array', minItems: 1, items: local(type) };
}

function integers(): JsonObject {
  const definitions: JsonObject = {};
  for (const bits of [8, 16, 32, 64]) {
    const values = 1n << BigInt(bits);
    const limits = { [`uint${bits}`]: [0n, values - 1n], [`int${bits}`]: [-values / 2n, values / 2n - 1n] };
    for (const [name, [minimum, maximum]] of Object.entries(limits)) {
      definitions[name] = { type: 'integer', typeSize: bits, minimum: minimum!, maximum: maximum! };
      definitions[`${name}-array`] = listOf(name);
      definitions[`${name}-matrix`] = listOf(`${name}-array`);
    }
  }
  return definitions;
}

export function coreTypes(): JsonObject {
  return {
    $id: `${TYPES_ID}#`,
    definitions: {
      ...integers(),
      flag: { oneOf: [{ type: 'boolean', const: true }, { type: 'null' }] },
      'non-unique-string-array': { type: 'array', minItems: 1, items: { type: 'string' } },
      'string-array': { allOf: [local('non-unique-string-array'), { uniqueItems: true }] },
      string: { allOf: [local('string-array'), { minItems: 1, maxItems: 1 }] },
      // Each entry is a phandle, 0 for none, with what its provider wants to be told.
      'phandle-array': { type: 'array', minItems: 1, items: local('uint32-array') },
      phandle: { allOf: [local('phandle-array'), { minItems: 1, maxItems: 1, items: { minItems: 1, maxItems: 1 } }] },
      // At most three cells of address and two of size.
      address: { allOf: [local('uint32-matrix'), { items: { minItems: 1, maxItems: 5 } }] },
    },
  };
}
