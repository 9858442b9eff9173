// SPDX-License-Identifier: Apache-2.0
/** How an instance fails a schema. */

import type { Instance } from '../instance';
import type { Json, Schema } from '../schema';

/** Names of members and indices of list elements, from the checked node inwards. */
export type InstancePath = readonly (string | number)[];

export interface Failure {
  readonly path: InstancePath;
  /** The keyword that is not met; `false` for a schema that allows nothing. */
  readonly keyword: string;
  /** What the keyword asks for. */
  readonly wanted: Json;
  readonly instance: Instance;
  /** The schema that the keyword stands in. */
  readonly schema: Schema;
  /** Id of the binding that this schema is in: the one that was selected, or one that it refers to. */
  readonly binding: string;
  /** Of `oneOf` and `anyOf`: why each alternative fails. */
  readonly causes: readonly Failure[];
  /** The properties that the failure is about, where it is about some of a node's. */
  readonly names: readonly string[];
  /** Those of them that the binding would know if the node had no other fault. */
  readonly obscured: readonly string[];
}
