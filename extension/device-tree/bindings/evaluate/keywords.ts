// SPDX-License-Identifier: Apache-2.0
import type { KeywordCheck } from './evaluator';
import { COMBINATIONS } from './keywords-combine';
import { LISTS } from './keywords-list';
import { NODES } from './keywords-node';
import { VALUES } from './keywords-value';

/** All keywords that say something about a value. Others, such as `title`, are for people. */
export const KEYWORDS: ReadonlyMap<string, KeywordCheck> = new Map(
  Object.entries({ ...VALUES, ...LISTS, ...NODES, ...COMBINATIONS }),
);
