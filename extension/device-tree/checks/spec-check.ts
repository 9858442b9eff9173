// SPDX-License-Identifier: Apache-2.0
/** What a check of the device tree specification is, and what it says. */

import type { Diagnostic } from '../diagnostics';
import type { SourceRange } from '../source';
import type { TreeNode } from '../tree';
import type { SpecTree } from './spec-tree';

/** What more there is to say. */
export interface About {
  /** Who is to be blamed, when it is not the node that is looked at. */
  readonly node?: TreeNode;
  readonly related?: Diagnostic['related'];
  readonly fixes?: Diagnostic['fixes'];
}

/** Says that something is wrong at a place; at the node when the place is not known. */
export type Report = (message: string, range: SourceRange | undefined, about?: About) => void;

export interface SpecCheck {
  /** dtc's name of the check (checks.c). */
  readonly name: string;
  /** dtc reports those that are strict only when asked. */
  readonly level: 'usual' | 'strict';
  /** Looks at one node. */
  check(node: TreeNode, tree: SpecTree, report: Report): void;
}
